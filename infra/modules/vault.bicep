@description('The name of a setting\'s secret. The names of secrets cannot contain underscores.')
@export()
func secretName(setting string) string => toLower(replace(setting, '_', '-'))

@description('The name of the key vault.')
param name string

@description('The region.')
param location string

@description('Tags of all resources.')
param tags { *: string }

@description('The identity that reads the secrets.')
param principalId string

@description('The virtual network from which the vault can be reached; null for the internet.')
param networkName string?

@description('The secrets of this deployment by setting. Empty ones are not created.')
@secure()
param secrets {
  CLERK_WEBHOOK_SIGNING_SECRET: string
  CLERK_SECRET_KEY: string
  ClerkSync__ApiKeys__RevealKey: string
  STRIPE_SECRET_KEY: string
}

var settings = [
  'CLERK_WEBHOOK_SIGNING_SECRET'
  'CLERK_SECRET_KEY'
  'ClerkSync__ApiKeys__RevealKey'
  'STRIPE_SECRET_KEY'
]

resource vault 'Microsoft.KeyVault/vaults@2026-05-15' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    publicNetworkAccess: networkName == null ? 'Enabled' : 'Disabled'
    networkAcls: { defaultAction: networkName == null ? 'Allow' : 'Deny', bypass: 'AzureServices' }
  }

  resource secret 'secrets' = [
    for setting in settings: if (!empty(secrets[setting])) {
      name: secretName(setting)
      properties: { value: secrets[setting] }
    }
  ]
}

// Key Vault Secrets User: can only read secrets. The vault contains only this app's.
resource secretsUser 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, 'secrets user')
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      '4633458b-17de-408a-b874-0445c86b69e6'
    )
  }
}

module endpoint 'endpoint.bicep' = if (networkName != null) {
  params: {
    name: name
    location: location
    tags: tags
    targetId: vault.id
    group: 'vault'
    zoneName: 'privatelink.vaultcore.azure.net'
    networkName: networkName!
  }
}

@description('The URL of the vault, with a trailing slash.')
output uri string = vault.properties.vaultUri
