// Values come from the environment: from azd (azd env set NAME VALUE), the pipeline or the shell.
using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param privateNetwork = bool(readEnvironmentVariable('PRIVATE_NETWORK', 'true'))

param postgresAdminObjectId = readEnvironmentVariable('POSTGRES_ADMIN_OBJECT_ID')
param postgresAdminName = readEnvironmentVariable('POSTGRES_ADMIN_NAME')
param postgresAdminType = readEnvironmentVariable('POSTGRES_ADMIN_TYPE', 'Group')
param postgresSize = readEnvironmentVariable('POSTGRES_SIZE', 'Standard_D2ds_v5')

param instanceMemory = { '512': 512, '2048': 2048, '4096': 4096 }[readEnvironmentVariable('INSTANCE_MEMORY', '2048')]
param maximumInstances = int(readEnvironmentVariable('MAXIMUM_INSTANCES', '40'))
param httpConcurrency = int(readEnvironmentVariable('HTTP_CONCURRENCY', '32'))
param alwaysReadyInstances = int(readEnvironmentVariable('ALWAYS_READY_INSTANCES', '0'))

param alertEmail = readEnvironmentVariable('ALERT_EMAIL', '')
param alertOnSilence = bool(readEnvironmentVariable('ALERT_ON_SILENCE', 'true'))

param clerkWebhookSigningSecret = readEnvironmentVariable('CLERK_WEBHOOK_SIGNING_SECRET', '')
param clerkSecretKey = readEnvironmentVariable('CLERK_SECRET_KEY', '')
param stripeSecretKey = readEnvironmentVariable('STRIPE_SECRET_KEY', '')
param revealKey = readEnvironmentVariable('ClerkSync__ApiKeys__RevealKey', '')
param keptSecrets = empty(readEnvironmentVariable('KEPT_SECRETS', ''))
  ? []
  : split(readEnvironmentVariable('KEPT_SECRETS', ''), ',')

param settings = {
  CLERK_ISSUER: readEnvironmentVariable('CLERK_ISSUER', '')
  CLERK_AUTHORIZED_PARTIES: readEnvironmentVariable('CLERK_AUTHORIZED_PARTIES', '')
}
