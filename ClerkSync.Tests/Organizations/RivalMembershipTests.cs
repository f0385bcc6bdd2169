using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Organizations;

/// <summary>One of several memberships of a user in an organization is current.</summary>
public sealed class RivalMembershipTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly string _run = Guid.NewGuid().ToString("n");
    private TestApp _app = null!;

    private string Acme => $"org_{_run}";
    private string Ada => $"user_{_run}";

    public static TheoryData<int[]> Orders => [.. Permutations.Of(4)];

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(database);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Deletion_of_the_current_membership_makes_the_other_one_current()
    {
        await _app.DeliverAsync(Membership("a"));
        await _app.DeliverAsync(Membership("b"));
        Assert.Equal("b", await CurrentAsync());

        await _app.DeliverAsync(Membership("b").Deleted());

        Assert.Equal("a", await CurrentAsync());
    }

    /// <remarks>Three memberships have one version, and the current membership is deleted.</remarks>
    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Memberships_of_one_version_converge_in_any_order(int[] order)
    {
        MembershipEvent[] events = [Membership("a"), Membership("b"), Membership("c"), Membership("c").Deleted()];

        foreach (var i in order)
        {
            Assert.True((await _app.DeliverAsync(events[i])).IsSuccess);
        }

        Assert.Equal("b", await CurrentAsync());
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Later_role_change_makes_a_membership_current_in_any_order(int[] order)
    {
        MembershipEvent[] events =
        [
            Membership("a"),
            Membership("b") with
            {
                UpdatedAt = 1,
            },
            Membership("a") with
            {
                UpdatedAt = 2,
                Role = "org:admin",
            },
            Membership("c") with
            {
                UpdatedAt = 1,
            },
        ];

        foreach (var i in order)
        {
            Assert.True((await _app.DeliverAsync(events[i])).IsSuccess);
        }

        Assert.Equal("a", await CurrentAsync());
    }

    [Fact]
    public async Task Deletion_with_only_an_id_makes_the_other_membership_current()
    {
        await _app.DeliverAsync(Membership("a"));
        await _app.DeliverAsync(Membership("b"));
        var deletion = Membership("b").Deleted().ToJson();
        deletion["data"]!.AsObject().Remove("organization");
        deletion["data"]!.AsObject().Remove("public_user_data");

        var answer = await _app.DeliverAsync(deletion);

        Assert.Equal(("applied", "a"), (answer.Outcome, await CurrentAsync()));
    }

    /// <remarks>
    /// Without the locks on the user and the organization, another membership would become current concurrently and violate the index.
    /// </remarks>
    [Fact]
    public async Task Membership_waits_for_an_uncommitted_deletion_of_another_membership()
    {
        await using var other = await TestApp.StartAsync(database);
        await _app.DeliverAsync(Membership("a"));
        await _app.DeliverAsync(Membership("b"));
        await using var pause = await CommitPause.StartAsync(database, Membership("a").Id, "organization_memberships");
        var json = Membership("b").Deleted().ToJson();
        json["data"]!.AsObject().Remove("organization");
        json["data"]!.AsObject().Remove("public_user_data");
        var deletion = _app.DeliverAsync(json);
        await pause.WaitUntilReachedAsync();

        var newer = other.DeliverAsync(Membership("c") with { UpdatedAt = 1 });
        await pause.ReleaseOnceBlockedAsync(newer);
        await Task.WhenAll(deletion, newer);

        Assert.Equal(("applied", "applied"), ((await deletion).Outcome, (await newer).Outcome));
        Assert.Equal("c", await CurrentAsync());
        Assert.DoesNotContain(other.Logs, line => line.Contains("runs again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Concurrent_creations_and_deletions_leave_one_current_membership()
    {
        await using var other = await TestApp.StartAsync(database);
        var names = Enumerable.Range(0, 30).Select(i => $"{(char)('a' + (i % 26))}{i:00}").ToList();

        await Task.WhenAll(
            names.SelectMany(
                (name, i) =>
                    (Task<Answer>[])
                        [
                            (i % 2 == 0 ? _app : other).DeliverAsync(Membership(name) with { UpdatedAt = i % 5 }),
                            (i % 3 == 0 ? _app : other).DeliverAsync(
                                i % 4 == 0 ? Membership(name).Deleted() : Membership(name) with { UpdatedAt = i % 7 }
                            ),
                        ]
            )
        );

        var newest = await database.ScalarAsync<string>(
            """
            select clerk_id from organization_memberships where organization_clerk_id = @Acme
            order by clerk_updated_at desc, clerk_event_at desc, clerk_id collate "C" desc limit 1
            """,
            new { Acme }
        );
        Assert.Equal(newest[^3..], await CurrentAsync());
    }

    private MembershipEvent Membership(string name) =>
        new()
        {
            Id = $"orgmem_{_run}_{name}",
            OrganizationId = Acme,
            UserId = Ada,
            Role = $"org:{name}",
        };

    /// <summary>The name of the current membership.</summary>
    private Task<string> CurrentAsync() =>
        database.ScalarAsync<string>(
            """
            select replace(clerk_id, 'orgmem_' || @_run || '_', '') from organization_memberships
            where organization_clerk_id = @Acme and user_clerk_id = @Ada and is_current
            """,
            new
            {
                _run,
                Acme,
                Ada,
            }
        );
}
