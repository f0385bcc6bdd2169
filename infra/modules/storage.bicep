@description('The name of the storage account.')
param name string

@description('The region.')
param location string

@description('Tags of all resources.')
param tags { *: string }

@description('The identity that uses the account.')
param principalId string

@description('The virtual network from which the account can be reached; null for the internet.')
param networkName string?

resource account 'Microsoft.Storage/storageAccounts@2026-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: networkName == null ? 'Enabled' : 'Disabled'
    networkAcls: { defaultAction: networkName == null ? 'Allow' : 'Deny', bypass: 'None' }
  }

  resource blobs 'blobServices' = {
    name: 'default'

    resource packages 'containers' = {
      name: 'packages'
    }
  }
}

// Storage Blob Data Owner: the Functions host requires it on its own storage (keys, timer leases), and also reads its
// package with it. There are no queues, tables or files, so no other role is needed.
resource blobOwner 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account
  name: guid(account.id, 'blob owner')
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
    )
  }
}

module endpoint 'endpoint.bicep' = if (networkName != null) {
  params: {
    name: name
    location: location
    tags: tags
    targetId: account.id
    group: 'blob'
    zoneName: 'privatelink.blob.${environment().suffixes.storage}'
    networkName: networkName!
  }
}

@description('The name of the account.')
output name string = account.name

@description('The URL of the container with the published app.')
output packages string = '${account.properties.primaryEndpoints.blob}${account::blobs::packages.name}'
