// Everything that ClerkSync needs, in one resource group: so whoever deploys needs rights on that group and nowhere else.
import { sizeName, sizes } from 'modules/postgres.bicep'
import { secretName } from 'modules/vault.bicep'

@description('Name of the azd environment. The names of all resources follow from it, and it is their tag.')
@minLength(1)
@maxLength(30)
param environmentName string

@description('Where everything is. Must be a region that has Flex Consumption.')
param location string = resourceGroup().location

@description('Keeps the storage account, the key vault and Postgres off the internet. False is cheaper, for a test: then an identity is the only lock.')
param privateNetwork bool = true

@description('Who administers Postgres: the object id of a user, a group or a service principal in Entra. A group is best.')
@minLength(36)
@maxLength(36)
param postgresAdminObjectId string

@description('His name in Entra, and so his role in Postgres: the user principal name of a user, the display name of the others.')
@minLength(1)
param postgresAdminName string

@description('What he is.')
param postgresAdminType 'Group' | 'ServicePrincipal' | 'User' = 'Group'

@description('Size of the Postgres server. Standard_B1ms is for a test: it has no PgBouncer.')
param postgresSize sizeName = 'Standard_D2ds_v5'

@description('Major version of Postgres.')
param postgresVersion '17' | '18' = '18'

@description('Memory of one instance of the function app, in MB. Its share of a processor follows it.')
param instanceMemory 512 | 2048 | 4096 = 2048

@description('The most instances of the function app. Times the connections of one, it must fit into Postgres.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('Requests that one instance handles at a time, before another one starts.')
@minValue(1)
@maxValue(1000)
param httpConcurrency int = 32

@description('Instances that never sleep, so that no webhook waits for a cold start. Each costs all day; 0 scales to nothing.')
@minValue(0)
param alwaysReadyInstances int = 0

@description('Who gets the alerts, by email. Empty: they are seen in the portal only.')
param alertEmail string = ''

@description('Whether a day without a webhook is an alert. False for an application that has such days.')
param alertOnSilence bool = true

@description('The signing secret of the endpoint in the Clerk Dashboard, whsec_…; two, separated by a space, while it is rotated.')
@secure()
param clerkWebhookSigningSecret string = ''

@description('The secret key of Clerk\'s Backend API, sk_live_…')
@secure()
param clerkSecretKey string = ''

@description('The secret key of Stripe.')
@secure()
param stripeSecretKey string = ''

@description('What keys of a sign-up are encrypted with until they are revealed: 32 random bytes, base64.')
@secure()
param revealKey string = ''

@description('Settings whose secret is in the key vault already. They stay as they are when this deployment is not given them; any other one that it is not given ends.')
param keptSecrets secretSetting[] = []

@description('Further settings by their name in docs/settings.md, such as CLERK_ISSUER. None of them a secret: they can be read in the portal.')
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

// One list for session tokens and for CORS; spaces or commas separate its origins. A browser writes one in lower case, with no slash.
var parties = filter(split(replace(settings.?CLERK_AUTHORIZED_PARTIES ?? '', ' ', ','), ','), party => !empty(party))
var allowedOrigins = map(parties, party => toLower(endsWith(party, '/') ? take(party, length(party) - 1) : party))

// All instances together must fit, and one for each timer: they scale apart from HTTP. Two connections each at least, so that a delivery
// waits for no reader; more than an instance has requests would be idle.
var timers = 4
var fitting = sizes[postgresSize].clients / (maximumInstances + timers)
var connectionLimit = fitting < 2
  ? fail('Postgres is too small: ${postgresSize} takes ${sizes[postgresSize].clients} connections, and each of ${maximumInstances} instances and ${timers} timers needs 2. Lower maximumInstances, or choose a larger postgresSize')
  : min(fitting, httpConcurrency)

module identity 'modules/identity.bicep' = {
  params: { name: 'id-clerksync-${suffix}', location: location, tags: tags }
}

// A name and no output of the module, so that what-if sees what follows from it.
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

@description('What to paste into the Clerk Dashboard.')
output CLERK_WEBHOOK_URL string = 'https://${functions.outputs.host}/api/webhooks/clerk'

@description('The function app, for az functionapp.')
output FUNCTION_APP_NAME string = functions.outputs.name

@description('The Postgres server. Migrations go to its port 5432, as the migrating role.')
output POSTGRES_HOST string = postgres.outputs.host

@description('The database on it.')
output POSTGRES_DATABASE string = database

@description('The identity of the function app, and so its role in Postgres.')
output IDENTITY_NAME string = identity.outputs.name

@description('What infra/postgres/entra.sql ties that role to.')
output IDENTITY_OBJECT_ID string = identity.outputs.principalId
