@description('Name of the identity. Its role in Postgres has the same one.')
param name string

@description('Where it is.')
param location string

@description('Tags of all resources.')
param tags { *: string }

// Assigned to the app by us and not made with it, so that its rights are there before the app is.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('Its resource id.')
output id string = identity.id

@description('Its name.')
output name string = identity.name

@description('What an SDK asks for its tokens with.')
output clientId string = identity.properties.clientId

@description('What roles are given to.')
output principalId string = identity.properties.principalId
