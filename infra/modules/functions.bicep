@description('The name of the function app, which is also the first part of its host name.')
param name string

@description('The region.')
param location string

@description('Tags of all resources.')
param tags { *: string }

@description('The resource id of the identity.')
param identityId string

@description('The client id of the identity.')
param identityClientId string

@description('The virtual network for outbound calls; null for none.')
param networkName string?

@description('The name of the storage account.')
param storageName string

@description('The URL of the container with the published app.')
param packages string

@description('The connection string for telemetry.')
param insightsConnectionString string

@description('Memory of an instance, in MB.')
param instanceMemory int

@description('The maximum number of instances.')
param maximumInstances int

@description('The number of concurrent requests of an instance.')
param httpConcurrency int

@description('The number of instances that are always running.')
param alwaysReadyInstances int

@description('Settings by their names in docs/settings.md. A secret is a reference to the key vault.')
param settings { *: string }

@description('Origins whose pages may call the app, as browsers send them.')
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
  // azd finds the app by this tag, which is the name of the service in azure.yaml.
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
      // No credentials: cross-origin requests authenticate only with bearer tokens.
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
    // A body is held in memory until its signature can be checked. This is twice the limit for webhooks; the host's
    // default is 100 MiB.
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

  // Disables publishing with a password.
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

@description('The name of the app.')
output name string = app.name

@description('The host name of the app.')
output host string = app.properties.defaultHostName
