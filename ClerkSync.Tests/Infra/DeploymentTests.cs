namespace ClerkSync.Tests.Infra;

/// <summary>What a deployment makes, and whom it lets in.</summary>
public sealed class DeploymentTests
{
    private const string Postgres = "Microsoft.DBforPostgreSQL/flexibleServers";
    private const string Storage = "Microsoft.Storage/storageAccounts";
    private const string Vault = "Microsoft.KeyVault/vaults";
    private const string Functions = "Microsoft.Web/sites";
    private const string Endpoint = "Microsoft.Network/privateEndpoints";

    private static readonly Lazy<Task<Plan>> Default = new(() => Plan.MakeAsync());
    private static readonly Lazy<Task<Plan>> Public = new(() => Plan.MakeAsync(("PRIVATE_NETWORK", "false")));

    [BicepFact]
    public async Task Postgres_lets_in_nobody_by_password()
    {
        var server = (await Default.Value).Single(Postgres)["properties"]!;

        Assert.Equal("Enabled", server.Text("authConfig", "activeDirectoryAuth"));
        Assert.Equal("Disabled", server.Text("authConfig", "passwordAuth"));
        Assert.Null(server["administratorLogin"]);
        Assert.Null(server["administratorLoginPassword"]);
    }

    [BicepFact]
    public async Task Storage_has_no_keys_and_no_anonymous_readers()
    {
        var account = (await Default.Value).Single(Storage)["properties"]!;

        Assert.Equal("false", account.Text("allowSharedKeyAccess"));
        Assert.Equal("false", account.Text("allowBlobPublicAccess"));
    }

    [BicepFact]
    public async Task Telemetry_is_taken_from_identities_only()
    {
        var plan = await Default.Value;

        Assert.Equal("true", plan.Single("Microsoft.Insights/components").Text("properties", "DisableLocalAuth"));
        Assert.Equal(
            "true",
            plan.Single("Microsoft.OperationalInsights/workspaces").Text("properties", "features", "disableLocalAuth")
        );
    }

    [BicepFact]
    public async Task Nothing_is_published_with_a_password()
    {
        var doors = (await Default.Value).All($"{Functions}/basicPublishingCredentialsPolicies");

        Assert.Equal(["false", "false"], doors.Select(door => door.Text("properties", "allow")));
    }

    [BicepFact]
    public async Task App_is_called_over_TLS_only() =>
        Assert.Equal("true", (await Default.Value).Single(Functions).Text("properties", "httpsOnly"));

    [BicepFact]
    public async Task Secrets_of_the_vault_are_opened_by_roles_only() =>
        Assert.Equal("true", (await Default.Value).Single(Vault).Text("properties", "enableRbacAuthorization"));

    [BicepFact]
    public async Task Network_leaves_only_the_function_app_on_the_internet()
    {
        var plan = await Default.Value;

        Assert.Equal("Disabled", plan.Single(Postgres).Text("properties", "network", "publicNetworkAccess"));
        Assert.Empty(plan.All($"{Postgres}/firewallRules"));
        Assert.Equal("Disabled", plan.Single(Storage).Text("properties", "publicNetworkAccess"));
        Assert.Equal("Deny", plan.Single(Storage).Text("properties", "networkAcls", "defaultAction"));
        Assert.Equal("Disabled", plan.Single(Vault).Text("properties", "publicNetworkAccess"));
        Assert.Equal("Deny", plan.Single(Vault).Text("properties", "networkAcls", "defaultAction"));
        Assert.EndsWith(
            "/subnets/app",
            plan.Single(Functions).Text("properties", "virtualNetworkSubnetId"),
            StringComparison.Ordinal
        );
    }

    [BicepFact]
    public async Task Network_reaches_each_resource_by_an_endpoint_and_a_name()
    {
        var plan = await Default.Value;

        var targets = plan.All(Endpoint)
            .Select(endpoint => endpoint["properties"]!["privateLinkServiceConnections"]![0]!["properties"]!)
            .Select(connection => (connection.Text("privateLinkServiceId"), connection["groupIds"]![0]!.ToString()));
        Assert.Equal(
            [
                (plan.Single(Postgres).Text("id"), "postgresqlServer"),
                (plan.Single(Storage).Text("id"), "blob"),
                (plan.Single(Vault).Text("id"), "vault"),
            ],
            targets.OrderBy(target =>
                target.Item2 switch
                {
                    "postgresqlServer" => 0,
                    "blob" => 1,
                    _ => 2,
                }
            )
        );
        Assert.Equal(3, plan.All($"{Endpoint}/privateDnsZoneGroups").Count());
        Assert.Equal(3, plan.All("Microsoft.Network/privateDnsZones/virtualNetworkLinks").Count());
    }

    [BicepFact]
    public async Task Without_a_network_Postgres_listens_to_Azure_only()
    {
        var plan = await Public.Value;

        var rule = plan.Single($"{Postgres}/firewallRules")["properties"]!;
        Assert.Equal(("0.0.0.0", "0.0.0.0"), (rule.Text("startIpAddress"), rule.Text("endIpAddress")));
        Assert.DoesNotContain(
            plan.Resources,
            resource => resource.Text("type").StartsWith("Microsoft.Network/", StringComparison.Ordinal)
        );
        Assert.Equal("", plan.Single(Functions).Text("properties", "virtualNetworkSubnetId"));
    }

    /// <remarks>Ids: "Azure built-in roles".</remarks>
    [BicepTheory]
    [InlineData(Storage, "b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "Storage Blob Data Owner")]
    [InlineData(Vault, "4633458b-17de-408a-b874-0445c86b69e6", "Key Vault Secrets User")]
    [InlineData(
        "Microsoft.Insights/components",
        "3913510d-42f4-4e42-8a64-420c390055eb",
        "Monitoring Metrics Publisher"
    )]
    public async Task Identity_has_one_role_on_each_resource_that_it_uses(string type, string role, string name)
    {
        var plan = await Default.Value;

        var scope = plan.Single(type).Text("id");
        var assignment = Assert.Single(
            plan.All("Microsoft.Authorization/roleAssignments"),
            assignment => assignment.Text("id").StartsWith($"{scope}/providers/", StringComparison.Ordinal)
        );
        Assert.EndsWith($"/{role}", assignment.Text("properties", "roleDefinitionId"), StringComparison.Ordinal);
        Assert.NotEmpty(name);
    }

    [BicepFact]
    public async Task Identity_has_no_other_role() =>
        Assert.Equal(3, (await Default.Value).All("Microsoft.Authorization/roleAssignments").Count());

    [BicepFact]
    public async Task Outputs_are_names_and_addresses() =>
        Assert.Equal(
            [
                "CLERK_WEBHOOK_URL",
                "FUNCTION_APP_NAME",
                "IDENTITY_NAME",
                "IDENTITY_OBJECT_ID",
                "POSTGRES_DATABASE",
                "POSTGRES_HOST",
            ],
            (await Default.Value).Outputs.AsObject().Select(output => output.Key).Order(StringComparer.Ordinal)
        );

    [BicepFact]
    public async Task App_runs_on_what_this_is_built_for()
    {
        var config = (await Default.Value).Single(Functions)["properties"]!["functionAppConfig"]!;

        Assert.Equal(
            ("dotnet-isolated", $"{Environment.Version.Major}.0"),
            (config.Text("runtime", "name"), config.Text("runtime", "version"))
        );
        Assert.Equal("UserAssignedIdentity", config.Text("deployment", "storage", "authentication", "type"));
    }
}
