// All resources of ClerkSync are in one resource group, so a deployment needs permissions only on that group.
import { sizeName, sizes } from 'modules/postgres.bicep'
import { secretName } from 'modules/vault.bicep'

@description('The name of the azd environment. The names of all resources are derived from it, and all resources are tagged with it.')
@minLength(1)
@maxLength(30)
param environmentName string

@description('The region of all resources. It must support Flex Consumption.')
param location string = resourceGroup().location

@description('Keeps the storage account, the key vault and Postgres off the internet. False is cheaper, for tests; then access is protected only by identities.')
param privateNetwork bool = true

@description('The administrator of Postgres: the object id of a user, a group or a service principal in Entra. Prefer a group.')
@minLength(36)
@maxLength(36)
param postgresAdminObjectId string

@description('The name of the administrator in Entra, which is also the role in Postgres: the user principal name of a user, otherwise the display name.')
@minLength(1)
param postgresAdminName string

@description('The type of the administrator.')
param postgresAdminType 'Group' | 'ServicePrincipal' | 'User' = 'Group'

@description('The size of the Postgres server. Standard_B1ms is for tests: it has no PgBouncer.')
param postgresSize sizeName = 'Standard_D2ds_v5'

@description('The major version of Postgres.')
param postgresVersion '17' | '18' = '18'

@description('The memory of a function app instance, in MB. It also determines the CPU share.')
param instanceMemory 512 | 2048 | 4096 = 2048

@description('The maximum number of function app instances. Multiplied by the connections of one instance, it must fit into Postgres.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('The number of concurrent requests of an instance, before another instance starts.')
@minValue(1)
@maxValue(1000)
param httpConcurrency int = 32

@description('Instances that are always running, so that no webhook waits for a cold start. They are billed all the time; 0 scales to zero.')
@minValue(0)
param alwaysReadyInstances int = 0

@description('The email address that receives the alerts. If empty, alerts appear only in the portal.')
param alertEmail string = ''

@description('Whether a day without a webhook is an alert. Use false for an application that has such days.')
param alertOnSilence bool = true

@description('The signing secret of the endpoint in the Clerk Dashboard, whsec_…; during a rotation two, separated by a space.')
@secure()
param clerkWebhookSigningSecret string = ''

@description('The secret key of Clerk\'s Backend API, sk_live_…')
@secure()
param clerkSecretKey string = ''

@description('The secret key of Stripe.')
@secure()
param stripeSecretKey string = ''

@description('The key that encrypts the API keys of a sign-up until they are revealed: 32 random bytes, base64.')
@secure()
param revealKey string = ''

@description('Settings whose secrets are already in the key vault. They are kept if this deployment does not set them; other settings that it does not set are removed.')
param keptSecrets secretSetting[] = []

@description('Further settings by their names in docs/settings.md, such as CLERK_ISSUER. They must not be secret, because the portal shows them.')
param settings { *: string } = {}

type secretSetting =
  | 'CLERK_SECRET_KEY'
  | 'CLERK_WEBHOOK_SIGNING_SECRET'
  | 'ClerkSync__ApiKeys__RevealKey'
  | 'STRIPE_SECRET_KEY'

var suffix = uniqueString(resourceGroup().id, environmentName)
var tags = { 'azd-env-name': environmentName }
var database = 'clerksync'

var secretSettings = filter(
  [
    { name: 'CLERK_WEBHOOK_SIGNING_SECRET', given: !empty(clerkWebhookSigningSecret) }
    { name: 'CLERK_SECRET_KEY', given: !empty(clerkSecretKey) }
    { name: 'ClerkSync__ApiKeys__RevealKey', given: !empty(revealKey) }
    { name: 'STRIPE_SECRET_KEY', given: !empty(stripeSecretKey) }
  ],
  setting => setting.given || contains(keptSecrets, setting.name)
)

// One list for session tokens and for CORS, separated by spaces or commas. Browsers send origins in lower case and
// without a trailing slash.
var parties = filter(split(replace(settings.?CLERK_AUTHORIZED_PARTIES ?? '', ' ', ','), ','), party => !empty(party))
var allowedOrigins = map(parties, party => toLower(endsWith(party, '/') ? take(party, length(party) - 1) : party))

// The connections of all instances must fit together, plus one instance for each timer, because timers scale separately
// from HTTP. Each instance gets at least two connections, so that a delivery does not wait for a reader, and at most as
// many as it has concurrent requests.
var timers = 4
var fitting = sizes[postgresSize].clients / (maximumInstances + timers)
var connectionLimit = fitting < 2
  ? fail('Postgres is too small: ${postgresSize} takes ${sizes[postgresSize].clients} connections, and each of ${maximumInstances} instances and ${timers} timers needs 2. Lower maximumInstances, or choose a larger postgresSize')
  : min(fitting, httpConcurrency)

module identity 'modules/identity.bicep' = {
  params: { name: 'id-clerksync-${suffix}', location: location, tags: tags }
}

// A name instead of a module output, so that what-if can evaluate the resources that depend on it.
var networkName = 'vnet-clerksync-${suffix}'

module network 'modules/network.bicep' = if (privateNetwork) {
  params: { name: networkName, location: location, tags: tags }
}

module storage 'modules/storage.bicep' = {
  params: {
    name: 'st${suffix}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    networkName: privateNetwork ? networkName : null
  }
  dependsOn: [network]
}

module vault 'modules/vault.bicep' = {
  params: {
    name: 'kv-${suffix}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    networkName: privateNetwork ? networkName : null
    secrets: {
      CLERK_WEBHOOK_SIGNING_SECRET: clerkWebhookSigningSecret
      CLERK_SECRET_KEY: clerkSecretKey
      ClerkSync__ApiKeys__RevealKey: revealKey
      STRIPE_SECRET_KEY: stripeSecretKey
    }
  }
  dependsOn: [network]
}

module postgres 'modules/postgres.bicep' = {
  params: {
    name: 'psql-clerksync-${suffix}'
    location: location
    tags: tags
    size: postgresSize
    version: postgresVersion
    database: database
    adminObjectId: postgresAdminObjectId
    adminName: postgresAdminName
    adminType: postgresAdminType
    networkName: privateNetwork ? networkName : null
  }
  dependsOn: [network]
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    name: 'clerksync-${suffix}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    alertEmail: alertEmail
    alertOnSilence: alertOnSilence
  }
}

module functions 'modules/functions.bicep' = {
  params: {
    name: 'func-clerksync-${suffix}'
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    networkName: privateNetwork ? networkName : null
    storageName: storage.outputs.name
    packages: storage.outputs.packages
    insightsConnectionString: monitoring.outputs.insightsConnectionString
    instanceMemory: instanceMemory
    maximumInstances: maximumInstances
    httpConcurrency: httpConcurrency
    alwaysReadyInstances: alwaysReadyInstances
    allowedOrigins: allowedOrigins
    settings: union(
      settings,
      toObject(
        secretSettings,
        setting => setting.name,
        setting => '@Microsoft.KeyVault(SecretUri=${vault.outputs.uri}secrets/${secretName(setting.name)})'
      ),
      {
        DATABASE_URL: 'postgresql://${identity.outputs.name}@${postgres.outputs.host}:${sizes[postgresSize].port}/${database}?sslmode=verify-full&pgbouncer=${sizes[postgresSize].pooled}&connection_limit=${connectionLimit}'
        ClerkSync__DatabaseIdentity: 'entra'
        ClerkSync__MaxInstances: '${maximumInstances}'
      }
    )
  }
  dependsOn: [network]
}

@description('The URL for the Clerk Dashboard.')
output CLERK_WEBHOOK_URL string = 'https://${functions.outputs.host}/api/webhooks/clerk'

@description('The name of the function app, for az functionapp.')
output FUNCTION_APP_NAME string = functions.outputs.name

@description('The host of the Postgres server. Migrations connect to port 5432 with the migrating role.')
output POSTGRES_HOST string = postgres.outputs.host

@description('The name of the database.')
output POSTGRES_DATABASE string = database

@description('The name of the function app\'s identity, which is also its role in Postgres.')
output IDENTITY_NAME string = identity.outputs.name

@description('The object id that infra/postgres/entra.sql assigns to that role.')
output IDENTITY_OBJECT_ID string = identity.outputs.principalId
