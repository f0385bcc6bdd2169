// A resource's private address, and the name under which the virtual network finds it.
@description('Name of the resource.')
param name string

@description('Where the virtual network is.')
param location string

@description('Tags of all resources.')
param tags { *: string }

@description('The resource.')
param targetId string

@description('Which of its services: blob, vault, postgresqlServer.')
param group string

@description('The zone in which the resource\'s own name is looked up.')
param zoneName string

@description('The virtual network.')
param networkName string

resource network 'Microsoft.Network/virtualNetworks@2026-03-01' existing = {
  name: networkName

  resource subnet 'subnets' existing = { name: 'endpoints' }
}

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: zoneName
  location: 'global'
  tags: tags

  resource link 'virtualNetworkLinks' = {
    name: 'network'
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: network.id }
    }
  }
}

resource endpoint 'Microsoft.Network/privateEndpoints@2026-03-01' = {
  name: 'pe-${name}'
  location: location
  tags: tags
  properties: {
    subnet: { id: network::subnet.id }
    privateLinkServiceConnections: [
      { name: group, properties: { privateLinkServiceId: targetId, groupIds: [group] } }
    ]
  }

  resource zones 'privateDnsZoneGroups' = {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [{ name: group, properties: { privateDnsZoneId: zone.id } }]
    }
  }
}
