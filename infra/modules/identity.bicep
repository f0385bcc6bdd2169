@description('The name of the identity, which is also its role in Postgres.')
param name string

@description('The region.')
param location string

@description('Tags of all resources.')
param tags { *: string }

// A user-assigned identity, so that its role assignments exist before the app does.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('The resource id.')
output id string = identity.id

@description('The name.')
output name string = identity.name

@description('The client id, with which an SDK requests tokens.')
output clientId string = identity.properties.clientId

@description('The principal id, to which roles are assigned.')
output principalId string = identity.properties.principalId
