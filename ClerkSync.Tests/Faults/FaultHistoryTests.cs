using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Mirror;
using ClerkSync.Tests.Drivers;
using ClerkSync.Tests.Webhooks;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace ClerkSync.Tests.Faults;

/// <summary>The invariants hold on a server that fails in every way, with odd objects, two instances, a backfill, and a repair.</summary>
/// <remarks>Each round has a seed, which the output shows. <c>CLERKSYNC_FAULT_SEED</c> repeats that round.</remarks>
public sealed class FaultHistoryTests(OwnServer server, ITestOutputHelper output)
    : IClassFixture<OwnServer>,
        IAsyncLifetime
{
    // The rate limit of a development key would slow the test down.
    private const string LiveKey = "sk_live_made0up0for0the0tests";
    private const int HistoriesOfRound = 20;
    private const int Connections = 24;

    private readonly ServerFaults _faults = new(server);
    private readonly List<TestApp> _apps = [];
    private FakeClerkApi _clerk = null!;
    private int _rejected;

    public async Task InitializeAsync()
    {
        _clerk = await FakeClerkApi.StartAsync();
        _clerk.AcceptedKey = LiveKey;
        for (var i = 0; i < 2; i++)
        {
            _apps.Add(
                await TestApp.StartAsync(
                    server,
                    (ClerkApiUrl.Setting, _clerk.Url),
                    (ClerkSecretKey.Setting, LiveKey),
                    ("ClerkSync:KeepPayloads", "all")
                )
            );
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var app in _apps)
        {
            await app.DisposeAsync();
        }

        await _clerk.DisposeAsync();
    }

    [MountFact]
    public async Task Any_history_converges_to_the_state_of_Clerk_despite_server_faults()
    {
        var repeated = Environment.GetEnvironmentVariable("CLERKSYNC_FAULT_SEED");
        var first = repeated is null ? Environment.TickCount : int.Parse(repeated);
        var rounds = repeated is null ? TestSize.Of(reduced: 150, full: 3000) / HistoriesOfRound : 1;
        for (var seed = first; seed < first + rounds; seed++)
        {
            output.WriteLine($"CLERKSYNC_FAULT_SEED={seed}");
            await ConvergeAsync(seed);
        }

        output.WriteLine($"{rounds * HistoriesOfRound} histories, {_rejected} deliveries rejected, {_faults}");
        Assert.True(repeated is not null || (_rejected > 0 && _faults.HappenedAll), "Nothing went wrong.");
    }

    private async Task ConvergeAsync(int seed)
    {
        await server.ExecuteAsync(
            "truncate users, organizations, organization_memberships, tombstones, webhook_deliveries cascade"
        );
        var random = new Random(seed);
        IReadOnlyList<History> histories =
        [
            .. Histories.Arbitrary.Generator.Sample(50, new Rnd((ulong)seed), HistoriesOfRound),
        ];
        IReadOnlyList<SentEvent> events =
        [
            .. histories.SelectMany(history => history.Messages).Select(message => SentEvent.Draw(message, random)),
            .. SentEvent.OfUnreadableUsers(seed),
        ];
        Serve(events);
        var deliveries = events.Concat(events.Where(_ => random.Next(2) == 0)).ToArray();
        random.Shuffle(deliveries);

        using var done = new CancellationTokenSource();
        var failing = _faults.HappenAsync(random, done.Token);
        var mirroring = Task.WhenAll(MirrorAsync(BackfillAsync), MirrorAsync(RepairAsync));
        var rejected = await DeliverAsync(deliveries);
        await mirroring;
        await done.CancelAsync();
        await failing;
        _rejected += rejected.Count;
        await AssertNoneAsync("select svix_id || ' ' || error from webhook_deliveries where outcome = 'failed'");

        Assert.Empty(await DeliverAsync(rejected));
        foreach (var history in histories)
        {
            Assert.Equal(ExpectedState.After(history), await StateRows.ReadAsync(server, history));
        }

        Assert.Empty(await Ledger.FindFaultsAsync(server.DataSource));
        await AssertNoneAsync(
            """
            select svix_id || ' ' || event_type
            from webhook_deliveries d
            where exists (
                select from tombstones t
                where t.clerk_id like 'user\_%' and convert_from(d.payload, 'UTF8') like '%' || t.clerk_id || '%')
            """
        );
    }

    /// <summary>Clerk is ahead of its webhooks: from the start, it returns the final state of all histories.</summary>
    private void Serve(IEnumerable<SentEvent> events)
    {
        var last = events
            .GroupBy(sent => sent.Event.Id)
            .Select(sent => sent.Last())
            .Where(sent => !sent.Event.Type.EndsWith(".deleted", StringComparison.Ordinal))
            .OrderBy(sent => sent.Event.Id, StringComparer.Ordinal)
            .ToLookup(sent => sent.Event.GetType(), sent => sent.Json["data"]!.DeepClone().AsObject());
        Replace(_clerk.Users, last[typeof(UserEvent)]);
        Replace(_clerk.Organizations, last[typeof(OrganizationEvent)]);
        Replace(_clerk.Memberships, last[typeof(MembershipEvent)]);

        static void Replace(List<JsonObject> objects, IEnumerable<JsonObject> by)
        {
            objects.Clear();
            objects.AddRange(by);
        }
    }

    private Task BackfillAsync() =>
        _apps[0]
            .Get<Backfill>()
            .RunAsync(new BackfillOptions { Restart = true }, new Progress<BackfillProgress>(), CancellationToken.None);

    private Task RepairAsync() =>
        _apps[1]
            .Get<Repair>()
            .RunAsync(
                new RepairOptions { MaxRemovals = 100, KeepYoungerThan = TimeSpan.Zero },
                new Progress<long>(),
                CancellationToken.None
            );

    /// <summary>Ignores an outage that ends the run: an interrupted run must do no harm.</summary>
    private static async Task MirrorAsync(Func<Task> run)
    {
        try
        {
            await run();
        }
        catch (Exception exception) when (DatabaseErrors.IsOutage(exception)) { }
    }

    /// <returns>The events to deliver again: those that were neither accepted nor unreadable.</returns>
    private async Task<IReadOnlyList<SentEvent>> DeliverAsync(IReadOnlyList<SentEvent> deliveries)
    {
        var rejected = new ConcurrentBag<SentEvent>();
        await Parallel.ForEachAsync(
            deliveries.Select((sent, position) => (sent, position)),
            new ParallelOptions { MaxDegreeOfParallelism = Connections },
            async (delivery, _) =>
            {
                var (sent, position) = delivery;
                var answer = await _apps[position % _apps.Count].DeliverAsync(sent.Json, sent.SvixId);
                if (!answer.IsSuccess && answer.Code != sent.Rejection)
                {
                    Assert.Equal("database_unavailable", answer.Code);
                    rejected.Add(sent);
                }
            }
        );
        return [.. rejected.DistinctBy(sent => sent.SvixId)];
    }

    private async Task AssertNoneAsync(string sql) => Assert.Empty(await server.QueryAsync<string>(sql));

    /// <summary>An event as it is sent. Some events have values that Clerk does not promise.</summary>
    /// <param name="SvixId">The id of the delivery.</param>
    /// <param name="Event">The event in the model.</param>
    /// <param name="Json">The body of the delivery.</param>
    /// <param name="Rejection">The error code for an event that cannot be read; null for all others.</param>
    private sealed record SentEvent(string SvixId, ITestEvent Event, JsonObject Json, string? Rejection = null)
    {
        private static readonly IReadOnlyList<(string Member, string Value)> OddMembers =
        [
            ("created_at", "-62135596800000"),
            ("last_name", "7"),
            ("phone_numbers", "[7]"),
            ("last_sign_in_at", "\"yesterday\""),
            ("unsafe_metadata", "[]"),
            ("public_metadata", """{"a":1e131072}"""),
            ("private_metadata", """{"a":"\u0000"}"""),
            ("unsafe_metadata", $"{string.Concat(Enumerable.Repeat("""{"a":""", 65))}1{new string('}', 65)}"),
        ];

        public static SentEvent Draw(History.Message message, Random random)
        {
            var sent = new SentEvent(message.SvixId, message.Event, message.Event.ToJson());
            if (message.Event is UserEvent && random.Next(2) == 0)
            {
                var (member, value) = OddMembers[random.Next(OddMembers.Count)];
                sent.Json["data"]![member] = JsonNode.Parse(value, null, new() { MaxDepth = 100 });
            }

            return sent;
        }

        /// <summary>Two users whose versions cannot be read. One of them is deleted afterwards.</summary>
        public static IEnumerable<SentEvent> OfUnreadableUsers(int seed)
        {
            foreach (var name in new[] { "stays", "goes" })
            {
                var created = UserEvent.Created($"user_{seed}_{name}");
                var json = created.ToJson();
                json["data"]!["updated_at"] = "yesterday";
                yield return new SentEvent($"msg_{seed}_{name}", created, json, Rejection: "invalid_payload");
            }

            var deleted = UserEvent.Deleted($"user_{seed}_goes");
            yield return new SentEvent($"msg_{seed}_deleted", deleted, deleted.ToJson());
        }
    }
}
