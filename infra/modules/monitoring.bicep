@description('The middle part of the resource names.')
param name string

@description('The region.')
param location string

@description('Tags of all resources.')
param tags { *: string }

@description('The identity that sends telemetry.')
param principalId string

@description('The email address that receives the alerts; empty for none.')
param alertEmail string

@description('Whether a day without a webhook is an alert.')
param alertOnSilence bool

resource workspace 'Microsoft.OperationalInsights/workspaces@2026-03-01' = {
  name: 'log-${name}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: 30
    features: { disableLocalAuth: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${name}'
  location: location
  tags: tags
  kind: 'web'
  properties: { Application_Type: 'web', WorkspaceResourceId: workspace.id, DisableLocalAuth: true }
}

// Monitoring Metrics Publisher: can send telemetry, but cannot read it.
resource metricsPublisher 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, 'metrics publisher')
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      '3913510d-42f4-4e42-8a64-420c390055eb'
    )
  }
}

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(alertEmail)) {
  name: 'ag-${name}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'clerksync'
    emailReceivers: [{ name: 'email', emailAddress: alertEmail, useCommonAlertSchema: true }]
  }
}

// The alerts query what the Functions host writes itself: a request for each call with the name of the function, and a
// trace for each log line. host.json never samples requests. ClerkSync's own metrics are exported over OTLP, which
// Azure Monitor does not accept without a collector. docs/operations.md says how to respond to each alert.
var alerts = [
  {
    name: 'delivery-failed'
    title: 'Webhooks failed, or were rejected'
    severity: 1
    enabled: true
    query: '''
      union
        (AppRequests | where Name == 'ClerkSyncReceiveClerkWebhook' and ResultCode == '500'),
        (AppTraces | where OperationName == 'ClerkSyncReceiveClerkWebhook' and Message endswith ': rejected'),
        (AppTraces | where OperationName == 'ClerkSyncReceiveClerkWebhook' and Message endswith ': wrong_instance'),
        (AppTraces | where Message endswith 'is not set: every webhook is rejected')
    '''
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT15M'
    every: 'PT5M'
    periods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
  }
  {
    // Differences in one night may be a webhook in flight; in two nights they are not.
    name: 'drift'
    title: 'The database differs from Clerk, or could not be compared, two nights in a row'
    severity: 2
    enabled: true
    query: '''
      AppTraces
      | where OperationName == 'ClerkSyncCheckDrift'
      | where Message startswith 'The database differs from Clerk'
          or Message startswith 'Not all objects that Clerk counts could be compared with the database'
    '''
    operator: 'GreaterThan'
    threshold: 1
    window: 'P2D'
    every: 'PT1H'
    periods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
  }
  {
    // Each incident is logged once, in the night in which it is opened.
    name: 'access'
    title: 'People have access that nobody pays for or lack what they pay for, or Stripe could not be read'
    severity: 2
    enabled: true
    query: '''
      AppTraces
      | where OperationName == 'ClerkSyncCheckAccess'
      | where Message startswith 'Access differs from what is paid for'
          or Message startswith 'Access could not be checked completely'
    '''
    operator: 'GreaterThan'
    threshold: 0
    window: 'P1D'
    every: 'PT1H'
    periods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
  }
  {
    // One row for each timer that succeeded. A new app has none before its first night.
    name: 'timers'
    title: 'A timer has not succeeded for two days'
    severity: 2
    enabled: true
    query: '''
      AppRequests
      | where Name == 'ClerkSyncCheckDrift' or Name == 'ClerkSyncPurgeDeliveries' or Name == 'ClerkSyncCheckAccess'
          or Name == 'ClerkSyncResumeRuns'
      | where Success
      | distinct Name
    '''
    operator: 'LessThan'
    threshold: 4
    window: 'P2D'
    every: 'PT1H'
    periods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
  }
  {
    // Errors for ten of fifteen minutes, because a single error is retried.
    name: 'server-errors'
    title: 'Requests are answered with 5xx'
    severity: 1
    enabled: true
    query: '''
      AppRequests
      | where toint(ResultCode) >= 500
    '''
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT5M'
    every: 'PT5M'
    periods: { numberOfEvaluationPeriods: 3, minFailingPeriodsToAlert: 2 }
  }
  {
    // Also fires when the app does not start, because then nothing is written.
    name: 'silence'
    title: 'No webhook for a day'
    severity: 2
    enabled: alertOnSilence
    query: '''
      AppRequests
      | where Name == 'ClerkSyncReceiveClerkWebhook'
    '''
    operator: 'LessThan'
    threshold: 1
    window: 'P1D'
    every: 'PT1H'
    periods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
  }
]

resource rules 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for alert in alerts: {
    name: 'alert-${alert.name}-${name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: alert.title
      severity: alert.severity
      enabled: alert.enabled
      scopes: [workspace.id]
      windowSize: alert.window
      evaluationFrequency: alert.every
      autoMitigate: true
      // A new workspace has no tables yet.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: alert.operator
            threshold: alert.threshold
            failingPeriods: alert.periods
          }
        ]
      }
      actions: { actionGroups: empty(alertEmail) ? [] : [people.id] }
    }
  }
]

@description('The connection string for telemetry. It is not a secret: sending also requires the identity.')
output insightsConnectionString string = insights.properties.ConnectionString
