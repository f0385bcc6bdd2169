@description('The name of the virtual network.')
param name string

@description('The region.')
param location string

@description('Tags of all resources.')
param tags { *: string }

resource network 'Microsoft.Network/virtualNetworks@2026-03-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/21'] }
    subnets: [
      {
        // One address for each possible instance: 1000.
        name: 'app'
        properties: {
          addressPrefix: '10.0.0.0/22'
          delegations: [{ name: 'flex', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'endpoints'
        properties: { addressPrefix: '10.0.4.0/27' }
      }
    ]
  }
}
