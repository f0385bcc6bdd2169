using ClerkSync.Cli.Trigger;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Organizations;

public sealed class OrganizationWebhookTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly string _run = Guid.NewGuid().ToString("n");
    private TestApp _app = null!;

    private string Acme => $"org_{_run}_acme";
    private string Ada => $"user_{_run}_ada";

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(database);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Created_organization_has_a_row()
    {
        var answer = await _app.DeliverAsync(new OrganizationEvent { Type = "organization.created", Id = Acme });

        Assert.Equal("applied", answer.Outcome);
        Assert.Equal("Acme", await NameAsync());
    }

    [Fact]
    public async Task Older_event_leaves_a_newer_organization_unchanged()
    {
        await _app.DeliverAsync(
            new OrganizationEvent
            {
                Id = Acme,
                UpdatedAt = 2,
                Name = "New",
            }
        );

        var older = await _app.DeliverAsync(
            new OrganizationEvent
            {
                Id = Acme,
                UpdatedAt = 1,
                Name = "Old",
            }
        );
        var newer = await _app.DeliverAsync(
            new OrganizationEvent
            {
                Id = Acme,
                UpdatedAt = 3,
                Name = "Newest",
            }
        );

        Assert.Equal(("stale", "applied"), (older.Outcome, newer.Outcome));
        Assert.Equal("Newest", await NameAsync());
    }

    [Fact]
    public async Task Events_with_equal_times_and_different_content_converge_in_either_order()
    {
        var other = $"{Acme}_other";
        foreach (var (id, name) in new[] { (Acme, "A"), (Acme, "B"), (other, "B"), (other, "A") })
        {
            await _app.DeliverAsync(new OrganizationEvent { Id = id, Name = name });
        }

        Assert.Equal(await NameAsync(), await NameAsync(other));
    }

    [Fact]
    public async Task Deleted_organization_and_its_memberships_are_not_recreated()
    {
        await _app.DeliverAsync(new OrganizationEvent { Id = Acme });
        await _app.DeliverAsync(Membership(1));

        var deleted = await _app.DeliverAsync(OrganizationEvent.Deleted(Acme));
        var late = await _app.DeliverAsync(new OrganizationEvent { Id = Acme, UpdatedAt = 9 });
        var lateMembership = await _app.DeliverAsync(Membership(1) with { UpdatedAt = 9 });

        Assert.Equal(("applied", "stale", "stale"), (deleted.Outcome, late.Outcome, lateMembership.Outcome));
        Assert.Null(await NameAsync());
        Assert.Empty(await MembershipsAsync());
    }

    [Fact]
    public async Task Membership_can_arrive_before_its_user_and_its_organization()
    {
        var answer = await _app.DeliverAsync(Membership(1) with { Role = "org:admin" });

        Assert.Equal("applied", answer.Outcome);
        Assert.Equal(["orgmem_1 org:admin"], await MembershipsAsync());
    }

    [Fact]
    public async Task Older_event_leaves_a_newer_membership_unchanged()
    {
        await _app.DeliverAsync(Membership(1) with { UpdatedAt = 2, Role = "org:admin" });

        var older = await _app.DeliverAsync(Membership(1) with { UpdatedAt = 1 });

        Assert.Equal("stale", older.Outcome);
        Assert.Equal(["orgmem_1 org:admin"], await MembershipsAsync());
    }

    [Fact]
    public async Task Deletion_of_a_user_permanently_ends_their_memberships()
    {
        await _app.DeliverAsync(UserEvent.Created(Ada));
        await _app.DeliverAsync(Membership(1));

        await _app.DeliverAsync(UserEvent.Deleted(Ada));
        var late = await _app.DeliverAsync(Membership(1) with { UpdatedAt = 9 });

        Assert.Equal("stale", late.Outcome);
        Assert.Empty(await MembershipsAsync());
    }

    [Fact]
    public async Task Deletion_of_a_membership_is_final()
    {
        await _app.DeliverAsync(Membership(1));

        var deleted = await _app.DeliverAsync(Membership(1).Deleted());
        var late = await _app.DeliverAsync(Membership(1) with { UpdatedAt = 9 });

        Assert.Equal(("applied", "stale"), (deleted.Outcome, late.Outcome));
        Assert.Empty(await MembershipsAsync());
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(0, 2, 1)]
    [InlineData(1, 0, 2)]
    [InlineData(1, 2, 0)]
    [InlineData(2, 0, 1)]
    [InlineData(2, 1, 0)]
    public async Task User_who_leaves_and_rejoins_has_the_new_membership_in_any_order(params int[] order)
    {
        MembershipEvent[] events =
        [
            Membership(1) with
            {
                UpdatedAt = 1,
            },
            (Membership(1) with { UpdatedAt = 2 }).Deleted(),
            Membership(2) with
            {
                UpdatedAt = 3,
                Role = "org:admin",
            },
        ];

        foreach (var i in order)
        {
            Assert.True((await _app.DeliverAsync(events[i])).IsSuccess);
        }

        Assert.Equal(["orgmem_2 org:admin"], await MembershipsAsync());
    }

    [Fact]
    public async Task Payload_of_a_membership_is_removed_with_its_user()
    {
        await using var app = await TestApp.StartAsync(database, ("ClerkSync:KeepPayloads", "all"));
        await app.DeliverAsync(Membership(1));
        var session = Examples.Get("session.created");
        session["data"]!["user_id"] = Ada;
        await app.DeliverAsync(session);

        await app.DeliverAsync(UserEvent.Deleted(Ada));
        await app.DeliverAsync(session);

        Assert.Equal(
            (3L, 0L),
            (
                await database.ScalarAsync<long>(
                    "select count(*) from webhook_deliveries where user_clerk_id = @Ada",
                    new { Ada }
                ) - 1,
                await database.ScalarAsync<long>(
                    "select count(payload) from webhook_deliveries where user_clerk_id = @Ada",
                    new { Ada }
                )
            )
        );
    }

    private MembershipEvent Membership(int number) =>
        new()
        {
            Id = $"orgmem_{_run}_orgmem_{number}",
            OrganizationId = Acme,
            UserId = Ada,
        };

    private Task<string?> NameAsync(string? id = null) =>
        database.ScalarAsync<string?>("select name from organizations where clerk_id = @id", new { id = id ?? Acme });

    private Task<IReadOnlyList<string>> MembershipsAsync() =>
        database.QueryAsync<string>(
            """
            select right(clerk_id, 8) || ' ' || role from organization_memberships
            where organization_clerk_id = @Acme order by clerk_id
            """,
            new { Acme }
        );
}
