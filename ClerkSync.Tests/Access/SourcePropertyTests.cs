using System.Text.Json;
using System.Text.Json.Nodes;
using ClerkSync.Core.Access;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.Access.Repairs;
using ClerkSync.Tests.Drivers;
using Microsoft.Extensions.DependencyInjection;
using static ClerkSync.Tests.Access.Accounts;

namespace ClerkSync.Tests.Access;

/// <summary>The properties of the decision with values in real tables, and of approved repairs.</summary>
public sealed class SourcePropertyTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    /// <summary>Codes whose faults can occur in a table, and whose repair changes only the columns of the table.</summary>
    private static readonly AccessCode[] Repaired =
    [
        AccessCode.StaleSubscription,
        AccessCode.RefundedOrDisputed,
        AccessCode.CollectionPaused,
        AccessCode.UnpaidTrial,
        AccessCode.TrialExpiredStillPremium,
        AccessCode.AccessNotPaid,
        AccessCode.PaidNoAccess,
        AccessCode.WrongPlan,
        AccessCode.TrialEndDiffers,
        AccessCode.EntitlementMissing,
        AccessCode.EntitlementExtra,
        AccessCode.DatabasePlanDiffers,
    ];

    /// <summary>For each value, a column type that stores it without loss.</summary>
    private static readonly Dictionary<string, string> Typed = new()
    {
        ["customer"] = "text",
        ["plan"] = "text",
        ["premium"] = "boolean",
        ["trial"] = "timestamptz",
        ["features"] = "jsonb",
        ["copy"] = "text",
    };

    private static readonly Dictionary<string, string> Loose = Typed.Keys.ToDictionary(name => name, _ => "jsonb");

    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("CLERKSYNC_SEED"), out var given)
        ? given
        : Environment.TickCount;

    private readonly string _role = $"test_access_{Guid.NewGuid():n}";
    private readonly ServiceProvider _services = SourceDriver.CreateServices(database.ConnectionString);

    public static TheoryData<bool> Tables => [true, false];

    public Task InitializeAsync() =>
        database.ExecuteAsync(
            $"truncate access_incidents, access_runs; create schema app; create role {_role}; grant usage on schema app to {_role}"
        );

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await database.ExecuteAsync($"drop schema app cascade; drop role {_role}");
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task Healthy_rows_have_no_incident(bool isTyped)
    {
        var healthy = new HealthyAccounts(new Random(Seed));
        var accounts = Enumerable
            .Range(0, TestSize.Of(2000, 10_000))
            .Select(i => healthy.Any() with { ClerkId = $"user_{i}" })
            .ToList();

        var settings = await InsertAsync(accounts, isTyped);
        var findings = await DecideAsync(accounts, settings);

        Assert.True(findings.Count == 0, $"CLERKSYNC_SEED={Seed}: {findings.Values.FirstOrDefault()}");
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task Approved_repairs_leave_no_incident(bool isTyped)
    {
        var faults = new Faults(new Random(Seed));
        var codes = Enumerable
            .Range(0, TestSize.Of(120, 1000))
            .ToDictionary(i => $"user_{i}", i => Repaired[i % Repaired.Length]);
        var accounts = codes.Select(pair => faults.Make(pair.Value).After with { ClerkId = pair.Key }).ToList();

        var settings = await InsertAsync(accounts, isTyped);
        var findings = await DecideAsync(accounts, settings);
        Assert.All(
            codes,
            pair =>
                Assert.True(findings.GetValueOrDefault(pair.Key)?.Code == pair.Value, $"CLERKSYNC_SEED={Seed}: {pair}")
        );
        await OpenAsync(findings);
        foreach (var incident in await Get<AccessIncidents>().ListOpenAsync(null, CancellationToken.None))
        {
            var repair = await Get<AccessRepairs>().FindAsync(incident.Id, CancellationToken.None);
            var approval = await Get<AccessRepairs>().ApproveAsync(repair!, "tests", CancellationToken.None);
            Assert.True(
                approval.Outcome == AccessApprovalOutcome.Approved,
                $"CLERKSYNC_SEED={Seed}: {incident} {approval}"
            );
        }

        var left = await DecideAsync(accounts, settings);
        Assert.True(left.Count == 0, $"CLERKSYNC_SEED={Seed}: {left.FirstOrDefault()}");
    }

    private T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Creates the table, with a row for each account.</summary>
    private async Task<AccessSettings> InsertAsync(IReadOnlyList<AccessEvidence> accounts, bool isTyped)
    {
        var columns = isTyped ? Typed : Loose;
        var names = string.Join(", ", columns.Keys);
        await database.ExecuteAsync(
            $"""
            create table app.accounts (clerk_id text primary key, {string.Join(
                ", ",
                columns.Select(column => $"{column.Key} {column.Value}")
            )});
            grant select, update ({names}) on app.accounts to {_role};
            insert into app.accounts
            select given.* from unnest(@rows::jsonb[]) row, jsonb_populate_record(null::app.accounts, row) given;
            """,
            new { rows = accounts.Select(account => ToRow(account, isTyped)).ToArray() }
        );
        var mapping = Mapping with
        {
            Table = new SourceTable
            {
                Schema = "app",
                Name = "accounts",
                Key = "clerk_id",
                Role = _role,
            },
            CustomerId = "app.accounts.customer",
            Plan = "app.accounts.plan",
            Premium = "app.accounts.premium",
            TrialEnd = "app.accounts.trial",
            Entitlements = "app.accounts.features",
            DatabasePlan = "app.accounts.copy",
        };
        var settings = new AccessSettings { Users = mapping };
        await Get<AccessSettingsTable>().SaveAsync(settings, CancellationToken.None);
        return await Get<SourceCatalog>().ReadAsync(settings, CancellationToken.None);
    }

    private static string ToRow(AccessEvidence account, bool isTyped)
    {
        JsonElement? Find(string path) => account.Values.TryGetValue(path, out var value) ? value : null;
        AccessValue.TryReadPremium(Find(Premium), out var premium);
        AccessValue.TryReadTime(Find(Trial), out var trial);
        return new JsonObject
        {
            ["clerk_id"] = account.ClerkId,
            ["customer"] = Copy(Find(Customer)),
            ["plan"] = Copy(Find(Plan)),
            ["premium"] = isTyped ? premium : Copy(Find(Premium)),
            ["trial"] = isTyped ? trial : Copy(Find(Trial)),
            ["features"] = Copy(Find(Features)),
            ["copy"] = Copy(Find(DatabasePlan)),
        }.ToJsonString();
    }

    private static JsonNode? Copy(JsonElement? value) => value is { } json ? JsonNode.Parse(json.GetRawText()) : null;

    /// <summary>Decides about each account with the values of its row and the Stripe data of its evidence.</summary>
    private async Task<Dictionary<string, AccessFinding>> DecideAsync(
        IReadOnlyList<AccessEvidence> accounts,
        AccessSettings settings
    )
    {
        var findings = new Dictionary<string, AccessFinding>();
        var evidence = accounts.ToDictionary(account => account.ClerkId);
        var mapping = settings.Users with { Features = Mapping.Features };
        await foreach (var row in Get<AccessAccounts>().StreamRowsAsync(settings, CancellationToken.None))
        {
            var account = evidence[row.ClerkId] with { Values = row.Values };
            if (AccessDecision.Decide(account, mapping, new(), Now) is { } finding)
            {
                findings[row.ClerkId] = finding;
            }
        }

        return findings;
    }

    private async Task OpenAsync(Dictionary<string, AccessFinding> findings)
    {
        var run = await database.ScalarAsync<long>("insert into access_runs default values returning id");
        await Get<AccessIncidents>()
            .AddFindingsAsync(run, [.. findings.Select(pair => (pair.Key, pair.Value))], CancellationToken.None);
        await Get<AccessIncidents>().ApplyAsync(run, [], null, DateTimeOffset.UtcNow, CancellationToken.None);
    }
}
