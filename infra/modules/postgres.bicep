@description('The supported sizes.')
@export()
type sizeName = 'Standard_B1ms' | 'Standard_D2ds_v5' | 'Standard_D4ds_v5' | 'Standard_D8ds_v5'

// clients: the maximum number of connections of all instances. With PgBouncer (General Purpose and better) this is its
// max_client_conn; it uses 50 connections to Postgres, of the 844 that the smallest such server allows. B1ms allows 35
// in total; 5 are reserved for migrations and people. Source: Azure Database for PostgreSQL, "Limits" and "PgBouncer".
@export()
var sizes = {
  Standard_B1ms: { tier: 'Burstable', clients: 30, port: 5432, pooled: 'false' }
  Standard_D2ds_v5: { tier: 'GeneralPurpose', clients: 5000, port: 6432, pooled: 'true' }
  Standard_D4ds_v5: { tier: 'GeneralPurpose', clients: 5000, port: 6432, pooled: 'true' }
  Standard_D8ds_v5: { tier: 'GeneralPurpose', clients: 5000, port: 6432, pooled: 'true' }
}

@description('The name of the server.')
param name string

@description('The region.')
param location string

@description('Tags of all resources.')
param tags { *: string }

@description('The size of the server.')
param size sizeName

@description('The major version of Postgres.')
param version string

@description('The name of the database.')
param database string

@description('The object id of the administrator in Entra.')
param adminObjectId string

@description('The name of the administrator in Entra.')
param adminName string

@description('The type of the administrator.')
param adminType 'Group' | 'ServicePrincipal' | 'User'

@description('The virtual network from which the server can be reached; null for the internet.')
param networkName string?

// No standby server: Svix retries for 28 hours, which covers an outage without one.
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

// The server rejects concurrent changes, so each resource waits for the previous one.
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

// In this order: the other settings exist only after PgBouncer is enabled.
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

// 0.0.0.0 allows everything in Azure, including other customers. Access is then protected only by Entra tokens.
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

@description('The host name, for both ports.')
output host string = server.properties.fullyQualifiedDomainName
