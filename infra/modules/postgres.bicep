@description('A size that is known here.')
@export()
type sizeName = 'Standard_B1ms' | 'Standard_D2ds_v5' | 'Standard_D4ds_v5' | 'Standard_D8ds_v5'

// clients: connections of all instances together. Through PgBouncer (General Purpose and better) that is its max_client_conn; it
// takes 50 connections to Postgres for them, of the 844 that the smallest such server leaves to users. B1ms leaves 35 in all; 5 are kept
// for migrations and people. Source: Azure Database for PostgreSQL, "Limits" and "PgBouncer".
@export()
var sizes = {
  Standard_B1ms: { tier: 'Burstable', clients: 30, port: 5432, pooled: 'false' }
  Standard_D2ds_v5: { tier: 'GeneralPurpose', clients: 5000, port: 6432, pooled: 'true' }
  Standard_D4ds_v5: { tier: 'GeneralPurpose', clients: 5000, port: 6432, pooled: 'true' }
  Standard_D8ds_v5: { tier: 'GeneralPurpose', clients: 5000, port: 6432, pooled: 'true' }
}

@description('Name of the server.')
param name string

@description('Where it is.')
param location string

@description('Tags of all resources.')
param tags { *: string }

@description('Its size.')
param size sizeName

@description('Its major version.')
param version string

@description('The database to make.')
param database string

@description('Object id of the administrator in Entra.')
param adminObjectId string

@description('His name there.')
param adminName string

@description('What he is.')
param adminType 'Group' | 'ServicePrincipal' | 'User'

@description('The virtual network that alone reaches it; null for the internet.')
param networkName string?

// No second server stands by: Svix brings again for 28 hours what a failover would have saved.
resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: size, tier: sizes[size].tier }
  properties: {
    version: version
    storage: { storageSizeGB: 32, autoGrow: 'Enabled' }
    backup: { backupRetentionDays: 14, geoRedundantBackup: 'Disabled' }
    highAvailability: { mode: 'Disabled' }
    authConfig: { activeDirectoryAuth: 'Enabled', passwordAuth: 'Disabled', tenantId: tenant().tenantId }
    network: { publicNetworkAccess: networkName == null ? 'Enabled' : 'Disabled' }
  }
}

// The server does one thing at a time and rejects the next change, so each waits for the one before.
resource admin 'Microsoft.DBforPostgreSQL/flexibleServers/administrators@2025-08-01' = {
  parent: server
  name: adminObjectId
  properties: { principalName: adminName, principalType: adminType, tenantId: tenant().tenantId }
}

resource db 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2025-08-01' = {
  parent: server
  name: database
  dependsOn: [admin]
}

// In this order: the others are not there until it is enabled.
var pooler = [
  { name: 'pgbouncer.enabled', value: 'true' }
  { name: 'pgbouncer.pool_mode', value: 'transaction' }
  { name: 'pgbouncer.default_pool_size', value: '50' }
  { name: 'pgbouncer.max_client_conn', value: string(sizes[size].clients) }
]

@batchSize(1)
resource settings 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2025-08-01' = [
  for setting in pooler: if (sizes[size].pooled == 'true') {
    parent: server
    name: setting.name
    properties: { value: setting.value, source: 'user-override' }
    dependsOn: [db]
  }
]

// 0.0.0.0 stands for everything that runs in Azure, other customers' included: an Entra token is then the only lock.
resource azure 'Microsoft.DBforPostgreSQL/flexibleServers/firewallRules@2025-08-01' = if (networkName == null) {
  parent: server
  name: 'AllowAllAzureServices'
  properties: { startIpAddress: '0.0.0.0', endIpAddress: '0.0.0.0' }
  dependsOn: [settings]
}

module endpoint 'endpoint.bicep' = if (networkName != null) {
  params: {
    name: name
    location: location
    tags: tags
    targetId: server.id
    group: 'postgresqlServer'
    zoneName: 'privatelink.postgres.database.azure.com'
    networkName: networkName!
  }
  dependsOn: [settings]
}

@description('Its name on the network, for both ports.')
output host string = server.properties.fullyQualifiedDomainName
