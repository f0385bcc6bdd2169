using ClerkSync.Core.Webhooks;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Infra;

/// <summary>The resources that a deployment creates, and who can access them.</summary>
public sealed class DeploymentTests
{
    private const string Postgres = "Microsoft.DBforPostgreSQL/flexibleServers";
    private const string Storage = "Microsoft.Storage/storageAccounts";
    private const string Vault = "Microsoft.KeyVault/vaults";
    private const string Functions = "Microsoft.Web/sites";
    private const string Endpoint = "Microsoft.Network/privateEndpoints";

    private static readonly Lazy<Task<Plan>> Public = new(() => Plan.MakeAsync(("PRIVATE_NETWORK", "false")));

    [BicepFact]
    public async Task Postgres_does_not_accept_passwords()
    {
        var server = (await Plan.Default).Single(Postgres)["properties"]!;

        Assert.Equal("Enabled", server.Text("authConfig", "activeDirectoryAuth"));
        Assert.Equal("Disabled", server.Text("authConfig", "passwordAuth"));
        Assert.Null(server["administratorLogin"]);
        Assert.Null(server["administratorLoginPassword"]);
    }

    [BicepFact]
    public async Task Storage_allows_neither_shared_keys_nor_anonymous_access()
    {
        var account = (await Plan.Default).Single(Storage)["properties"]!;

        Assert.Equal("false", account.Text("allowSharedKeyAccess"));
        Assert.Equal("false", account.Text("allowBlobPublicAccess"));
    }

    [BicepFact]
    public async Task Telemetry_is_accepted_only_from_identities()
    {
        var plan = await Plan.Default;

        Assert.Equal("true", plan.Single("Microsoft.Insights/components").Text("properties", "DisableLocalAuth"));
        Assert.Equal(
            "true",
            plan.Single("Microsoft.OperationalInsights/workspaces").Text("properties", "features", "disableLocalAuth")
        );
    }

    [BicepFact]
    public async Task Publishing_with_a_password_is_disabled()
    {
        var policies = (await Plan.Default).All($"{Functions}/basicPublishingCredentialsPolicies");

        Assert.Equal(["false", "false"], policies.Select(policy => policy.Text("properties", "allow")));
    }

    [BicepFact]
    public async Task App_accepts_only_TLS() =>
        Assert.Equal("true", (await Plan.Default).Single(Functions).Text("properties", "httpsOnly"));

    [BicepFact]
    public async Task CORS_allows_the_authorized_parties_without_credentials()
    {
        var plan = await Plan.MakeAsync(
            ("CLERK_AUTHORIZED_PARTIES", "https://App.example.com/, http://localhost:5173  https://b.example.com")
        );

        var cors = plan.Single(Functions)["properties"]!["siteConfig"]!["cors"]!;
        Assert.Equal(
            ["https://app.example.com", "http://localhost:5173", "https://b.example.com"],
            cors["allowedOrigins"]!.AsArray().Select(origin => $"{origin}")
        );
        Assert.Equal("false", cors.Text("supportCredentials"));
    }

    [BicepFact]
    public async Task CORS_allows_no_origin_without_authorized_parties() =>
        Assert.Empty(
            (await Plan.Default).Single(Functions)["properties"]!["siteConfig"]!["cors"]!["allowedOrigins"]!.AsArray()
        );

    /// <remarks>Anyone can send a body, and it is held in memory before its signature is checked.</remarks>
    [BicepFact]
    public async Task Platform_limits_the_size_of_a_request_body()
    {
        var settings = (await Plan.Default).Single($"{Functions}/config").Text("properties");

        Assert.Contains(
            $"'FUNCTIONS_REQUEST_BODY_SIZE_LIMIT', '{2 * WebhookRequest.MaxBodyLength}'",
            settings,
            StringComparison.Ordinal
        );
    }

    [BicepFact]
    public async Task Vault_grants_access_only_by_role() =>
        Assert.Equal("true", (await Plan.Default).Single(Vault).Text("properties", "enableRbacAuthorization"));

    [BicepFact]
    public async Task Only_the_function_app_is_reachable_from_the_internet()
    {
        var plan = await Plan.Default;

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
    public async Task Each_resource_has_a_private_endpoint_and_a_DNS_zone()
    {
        var plan = await Plan.Default;

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
        Assert.Equal(
            [
                "[format('privatelink.blob.{0}', environment().suffixes.storage)]",
                "privatelink.postgres.database.azure.com",
                "privatelink.vaultcore.azure.net",
            ],
            plan.All("Microsoft.Network/privateDnsZones")
                .Select(zone => zone.Text("name"))
                .Order(StringComparer.Ordinal)
        );
    }

    [BicepFact]
    public async Task Subnet_of_the_app_is_delegated_to_Flex_Consumption()
    {
        var subnets = (await Plan.Default).Single("Microsoft.Network/virtualNetworks")["properties"]!["subnets"]!;

        var subnet = Assert.Single(subnets.AsArray(), subnet => subnet!.Text("name") == "app")!["properties"]!;
        Assert.Equal(
            "Microsoft.App/environments",
            Assert.Single(subnet["delegations"]!.AsArray())!.Text("properties", "serviceName")
        );
    }

    [BicepFact]
    public async Task Postgres_without_a_private_network_accepts_only_Azure()
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

    /// <remarks>
    /// The ids come from "Azure built-in roles": Storage Blob Data Owner, Key Vault Secrets User, Monitoring Metrics Publisher.
    /// </remarks>
    [BicepTheory]
    [InlineData(Storage, "b7e6dc6d-f1e8-4753-8033-0f276bb0955b")]
    [InlineData(Vault, "4633458b-17de-408a-b874-0445c86b69e6")]
    [InlineData("Microsoft.Insights/components", "3913510d-42f4-4e42-8a64-420c390055eb")]
    public async Task Identity_has_one_role_on_each_resource_that_it_uses(string type, string role)
    {
        var plan = await Plan.Default;

        var scope = plan.Single(type).Text("id");
        var assignment = Assert.Single(
            plan.All("Microsoft.Authorization/roleAssignments"),
            assignment => assignment.Text("id").StartsWith($"{scope}/providers/", StringComparison.Ordinal)
        );
        Assert.EndsWith($"/{role}", assignment.Text("properties", "roleDefinitionId"), StringComparison.Ordinal);
        // The document lists the roles that the pipeline may assign.
        var deploying = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "deploy.md"));
        Assert.Contains(role, deploying, StringComparison.Ordinal);
    }

    [BicepFact]
    public async Task Identity_has_no_other_role() =>
        Assert.Equal(3, (await Plan.Default).All("Microsoft.Authorization/roleAssignments").Count());

    [BicepFact]
    public async Task Outputs_contain_only_names_ids_and_addresses() =>
        Assert.Equal(
            [
                "CLERK_WEBHOOK_URL",
                "FUNCTION_APP_NAME",
                "IDENTITY_NAME",
                "IDENTITY_OBJECT_ID",
                "POSTGRES_DATABASE",
                "POSTGRES_HOST",
            ],
            (await Plan.Default).Outputs.AsObject().Select(output => output.Key).Order(StringComparer.Ordinal)
        );

    [BicepFact]
    public async Task App_runs_on_the_runtime_that_it_is_built_for()
    {
        var config = (await Plan.Default).Single(Functions)["properties"]!["functionAppConfig"]!;

        Assert.Equal(
            ("dotnet-isolated", $"{Environment.Version.Major}.0"),
            (config.Text("runtime", "name"), config.Text("runtime", "version"))
        );
        Assert.Equal("UserAssignedIdentity", config.Text("deployment", "storage", "authentication", "type"));
    }

    [BicepFact]
    public async Task App_reads_its_package_and_its_secrets_with_the_same_identity()
    {
        var app = (await Plan.Default).Single(Functions);

        var identity = app.Text("properties", "keyVaultReferenceIdentity");
        Assert.Contains("'identity-{0}'", identity, StringComparison.Ordinal);
        Assert.EndsWith(".outputs.id.value]", identity, StringComparison.Ordinal);
        var storage = app["properties"]!["functionAppConfig"]!["deployment"]!["storage"]!;
        Assert.Equal(identity, storage.Text("authentication", "userAssignedIdentityResourceId"));
        Assert.Equal("UserAssigned", app.Text("identity", "type"));
    }

    [BicepFact]
    public async Task Scale_follows_the_parameters()
    {
        var plan = await Plan.MakeAsync(
            ("INSTANCE_MEMORY", "4096"),
            ("MAXIMUM_INSTANCES", "7"),
            ("HTTP_CONCURRENCY", "16"),
            ("ALWAYS_READY_INSTANCES", "2")
        );

        var scale = plan.Single(Functions)["properties"]!["functionAppConfig"]!["scaleAndConcurrency"]!;
        Assert.Equal(("4096", "7"), (scale.Text("instanceMemoryMB"), scale.Text("maximumInstanceCount")));
        Assert.Equal("16", scale.Text("triggers", "http", "perInstanceConcurrency"));
        var ready = Assert.Single(scale["alwaysReady"]!.AsArray())!;
        Assert.Equal(("http", "2"), (ready.Text("name"), ready.Text("instanceCount")));
    }

    [BicepFact]
    public async Task No_instance_is_always_ready_by_default()
    {
        var scale = (await Plan.Default).Single(Functions)["properties"]!["functionAppConfig"]!["scaleAndConcurrency"]!;

        Assert.Empty(scale["alwaysReady"]!.AsArray());
    }
}
