@description('Name of the function app, and so of its host.')
param name string

@description('Where it is.')
param location string

@description('Tags of all resources.')
param tags { *: string }

@description('Resource id of its identity.')
param identityId string

@description('Client id of its identity.')
param identityClientId string

@description('The virtual network that it calls from; null for none.')
param networkName string?

@description('Its storage account.')
param storageName string

@description('Address of the container of the published app.')
param packages string

@description('Where telemetry goes.')
param insightsConnectionString string

@description('Memory of an instance, in MB.')
param instanceMemory int

@description('The most instances.')
param maximumInstances int

@description('Requests that one instance handles at a time.')
param httpConcurrency int

@description('Instances that never sleep.')
param alwaysReadyInstances int

@description('What docs/settings.md names. A secret is a reference to the key vault.')
param settings { *: string }

@description('Origins whose pages may call it, as a browser writes them.')
param allowedOrigins string[]

resource network 'Microsoft.Network/virtualNetworks@2026-03-01' existing = if (networkName != null) {
  name: networkName!

  resource subnet 'subnets' existing = { name: 'app' }
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  // azd finds the app by it: services in azure.yaml.
  tags: union(tags, { 'azd-service-name': 'functions' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: network::subnet.?id
    siteConfig: {
      minTlsVersion: '1.2'
      ftpsState: 'Disabled'
      // No credentials: across origins only bearer tokens count.
      cors: { allowedOrigins: allowedOrigins, supportCredentials: false }
    }
    functionAppConfig: {
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packages
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemory
        maximumInstanceCount: maximumInstances
        alwaysReady: alwaysReadyInstances == 0 ? [] : [{ name: 'http', instanceCount: alwaysReadyInstances }]
        triggers: { http: { perInstanceConcurrency: httpConcurrency } }
      }
    }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    // A body is held in memory before the signature can be checked. This is twice what a webhook may have; the host's own limit is 100 MiB.
    properties: union({ FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '2097152' }, settings, {
      AzureWebJobsStorage__accountName: storageName
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identityClientId
      APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${identityClientId}'
      AZURE_CLIENT_ID: identityClientId
      AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential'
    })
  }

  // Nobody publishes with a password.
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

@description('Its name.')
output name string = app.name

@description('Its host name.')
output host string = app.properties.defaultHostName
