using System.Collections.Concurrent;
using ClerkSync.Core;
using ClerkSync.Core.Credits;
using ClerkSync.Core.Plans;
using ClerkSync.Core.Usage;
using ClerkSync.Tests.Drivers;
using FsCheck;
using FsCheck.Fluent;
using Npgsql;
using Xunit.Abstractions;

namespace ClerkSync.Tests.Credits;

/// <summary>The invariant of the ledger under random sets of concurrent changes while statements fail.</summary>
public class CreditConvergenceTests(TestDatabase database, ITestOutputHelper output)
    : IClassFixture<TestDatabase>,
        IAsyncLifetime
{
    private const int ConcurrentCalls = 64;
    private const int MaxCredits = 8;
    private const int Apps = 4;

    private static readonly Gen<Change> Changes =
        from kind in Gen.Frequency(
            (4, Gen.Constant(Kind.Deduct)),
            (2, Gen.Constant(Kind.Add)),
            (2, Gen.Constant(Kind.Use)),
            (1, Gen.Constant(Kind.ChangePlan))
        )
        from amount in Gen.Choose(1, MaxCredits)
        from plan in Gen.Elements("free", "pro", "enterprise")
        from isKeyed in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
        select new Change(kind, amount, plan, isKeyed || kind == Kind.Use ? Guid.NewGuid().ToString() : null);

    /// <summary>Each change is requested about three times.</summary>
    private static readonly Arbitrary<IReadOnlyList<Change>> Calls = Arb.From(
        from changes in Changes.ListOf(ConcurrentCalls / 3)
        from order in Gen.Choose(0, changes.Count - 1).ListOf(ConcurrentCalls)
        select (IReadOnlyList<Change>)[.. order.Select(index => changes[index])]
    );

    private readonly List<TestApp> _apps = [];
    private LostCommits _line = null!;

    /// <summary>The number of generated sets.</summary>
    protected virtual int Sets => TestSize.Of(reduced: 25, full: 500);

    private enum Kind
    {
        Deduct,
        Add,
        Use,
        ChangePlan,
    }

    public async Task InitializeAsync()
    {
        await Chaos.InstallAsync(database);
        _line = LostCommits.Start(database);
        for (var i = 0; i < Apps; i++)
        {
            _apps.Add(
                await TestApp.StartAsync([
                    ("DATABASE_URL", i == 0 ? _line.ConnectionString : database.AppUrl),
                    .. Enumerable
                        .Range(1, MaxCredits)
                        .Select(cost => ($"ClerkSync:Credits:Actions:costs-{cost}", $"{cost}")),
                ])
            );
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var app in _apps)
        {
            await app.DisposeAsync();
        }

        await _line.DisposeAsync();
    }

    [Fact]
    public virtual void Concurrent_changes_with_repeated_keys_and_failures_leave_a_consistent_ledger()
    {
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Sets).WithQuietOnSuccess(true),
            Prop.ForAll(Calls, AddsUpAsync)
        );

        output.WriteLine($"{Sets} sets of {ConcurrentCalls} changes, {_line.Lost} lost responses to commits");
    }

    private async Task AddsUpAsync(IReadOnlyList<Change> calls)
    {
        var user = new ClerkId(UserEvent.NewId());
        await _apps[0].DeliverAsync(UserEvent.Created(user.Value));

        await Chaos.SetShareAsync(database, 0.03);
        _line.Lose(commits: 3);
        var answers = await CallAllAsync(user, calls);
        _line.Lose(commits: 0);
        await Chaos.SetShareAsync(database, 0);

        Assert.Equal(ConcurrentCalls, answers.Count);
        Assert.Empty(await Ledger.FindFaultsAsync(database.DataSource));
        await AssertEachKeyOnceAsync(user);
        AssertOneAnswerPerKey(answers);
        await AssertBalanceMatchesTheResultsAsync(user, answers);
    }

    private async Task AssertEachKeyOnceAsync(ClerkId user)
    {
        var keys = await database.QueryAsync<string>(
            """
            select t.idempotency_key from credit_transactions t join users u on u.id = t.user_id
            where u.clerk_id = @Value and t.idempotency_key is not null
            """,
            user
        );
        Assert.Distinct(keys);
    }

    private static void AssertOneAnswerPerKey(IEnumerable<Answered> answers) =>
        Assert.All(
            answers.Where(answer => answer.Change.Key is not null && answer.IsDone).GroupBy(answer => answer.Change),
            repetitions => Assert.Single(repetitions.Select(answer => answer.Balance).Distinct())
        );

    private async Task AssertBalanceMatchesTheResultsAsync(ClerkId user, IReadOnlyCollection<Answered> answers)
    {
        var done = answers.Where(answer => answer.IsDone).ToList();
        var effects = done.Where(answer => answer.Change.Key is null)
            .Concat(done.Where(answer => answer.Change.Key is not null).DistinctBy(answer => answer.Change.Key));
        Assert.Equal(
            10 + effects.Sum(answer => answer.Change.Effect),
            await database.ScalarAsync<long>("select credits from users where clerk_id = @Value", user)
        );
    }

    private async Task<IReadOnlyCollection<Answered>> CallAllAsync(ClerkId user, IReadOnlyList<Change> calls)
    {
        var answers = new ConcurrentBag<Answered>();
        await Parallel.ForEachAsync(
            calls.Select((change, position) => (change, position)),
            new ParallelOptions { MaxDegreeOfParallelism = ConcurrentCalls },
            async (call, _) =>
            {
                // If the response to a commit is lost and its retries fail, only a key shows whether the change was applied.
                var app = _apps[call.change.Key is null ? 1 : call.position % Apps];
                answers.Add(await CallUntilAnsweredAsync(app, user, call.change));
            }
        );
        return answers;
    }

    /// <summary>Repeats a call with the same key until it gets a result.</summary>
    private static async Task<Answered> CallUntilAnsweredAsync(TestApp app, ClerkId user, Change change)
    {
        while (true)
        {
            try
            {
                return await CallAsync(app, user, change);
            }
            catch (NpgsqlException) { }
        }
    }

    private static async Task<Answered> CallAsync(TestApp app, ClerkId user, Change change)
    {
        var (kind, amount, plan, key) = change;
        var none = CancellationToken.None;
        switch (kind)
        {
            case Kind.Deduct:
                var taken = await app.Get<CreditLedger>().DeductAsync(user, amount, "generate", "tests", key, none);
                return new Answered(change, taken.IsDone, taken.Balance);
            case Kind.Add:
                var given = await app.Get<CreditLedger>().AddAsync(user, amount, "gift", "tests", key, none);
                return new Answered(change, given.IsDone, given.Balance);
            case Kind.Use:
                var run = new UsageRun
                {
                    Action = $"costs-{amount}",
                    Provider = "openai",
                    Model = "gpt",
                    Cost = 0.01m,
                    IdempotencyKey = key!,
                };
                var used = await app.Get<UsageRecorder>().RecordAsync(user, run, null, none);
                return new Answered(change, used.Outcome == UsageOutcome.Charged, used.Balance);
            default:
                var changed = await app.Get<PlanChanges>().ChangeAsync(user, plan, "tests", amount, key, none);
                return new Answered(
                    change,
                    changed.Outcome is PlanOutcome.Changed or PlanOutcome.Repeated,
                    changed.Balance
                );
        }
    }

    private sealed record Change(Kind Kind, int Amount, string Plan, string? Key)
    {
        public int Effect => Kind is Kind.Deduct or Kind.Use ? -Amount : Amount;
    }

    private sealed record Answered(Change Change, bool IsDone, long Balance);
}
