using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Webhooks;

/// <summary>Several users claim one email: the newest claimant holds it, the others have no email, and no delivery fails.</summary>
public sealed class EmailTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly string _run = Guid.NewGuid().ToString("n");
    private TestApp _app = null!;

    private string Ada => $"user_{_run}_ada";
    private string Bea => $"user_{_run}_bea";
    private string Mail => $"{_run}@example.com";
    private string OtherMail => $"other-{_run}@example.com";

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(database);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Newest_claimant_holds_the_email_even_if_it_is_delivered_first()
    {
        await _app.DeliverAsync(UserEvent.Updated(Bea) with { Email = Mail, UpdatedAt = 2 });
        await _app.DeliverAsync(UserEvent.Updated(Ada) with { Email = Mail, UpdatedAt = 1 });

        Assert.Equal((null, Mail), (await EmailOfAsync(Ada), await EmailOfAsync(Bea)));
        Assert.Equal(Mail, (await database.FindUserAsync(Ada))?.PrimaryEmail);
        Assert.Contains(_app.Logs, line => line.Contains($"{Ada} claims an email", StringComparison.Ordinal));
        Assert.DoesNotContain(_app.Logs, line => line.Contains(Mail, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Newer_claimant_takes_the_email_from_its_holder()
    {
        await _app.DeliverAsync(UserEvent.Updated(Ada) with { Email = Mail, UpdatedAt = 1 });
        await _app.DeliverAsync(UserEvent.Updated(Bea) with { Email = Mail, UpdatedAt = 2 });

        Assert.Equal((null, Mail), (await EmailOfAsync(Ada), await EmailOfAsync(Bea)));
    }

    [Fact]
    public async Task Emails_are_compared_case_insensitively()
    {
        await _app.DeliverAsync(UserEvent.Updated(Ada) with { Email = Mail, UpdatedAt = 1 });
        await _app.DeliverAsync(UserEvent.Updated(Bea) with { Email = Mail.ToUpperInvariant(), UpdatedAt = 2 });

        Assert.Equal((null, Mail.ToUpperInvariant()), (await EmailOfAsync(Ada), await EmailOfAsync(Bea)));
    }

    [Fact]
    public async Task Case_of_an_email_can_change()
    {
        await _app.DeliverAsync(UserEvent.Updated(Ada) with { Email = Mail, UpdatedAt = 1 });
        await _app.DeliverAsync(UserEvent.Updated(Ada) with { Email = Mail.ToUpperInvariant(), UpdatedAt = 2 });

        Assert.Equal(Mail.ToUpperInvariant(), await EmailOfAsync(Ada));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Email_moves_between_users_in_either_order(bool isReleasedFirst)
    {
        await _app.DeliverAsync(UserEvent.Created(Ada) with { Email = Mail });
        var released = UserEvent.Updated(Ada) with { Email = OtherMail, UpdatedAt = 1 };
        var claimed = UserEvent.Created(Bea) with { Email = Mail, UpdatedAt = 2 };

        foreach (var change in isReleasedFirst ? new[] { released, claimed } : [claimed, released])
        {
            Assert.Equal("applied", (await _app.DeliverAsync(change)).Outcome);
        }

        Assert.Equal((OtherMail, Mail), (await EmailOfAsync(Ada), await EmailOfAsync(Bea)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Emails_are_swapped_in_either_order(bool isAdaFirst)
    {
        await _app.DeliverAsync(UserEvent.Created(Ada) with { Email = Mail });
        await _app.DeliverAsync(UserEvent.Created(Bea) with { Email = OtherMail });
        var ada = UserEvent.Updated(Ada) with { Email = OtherMail, UpdatedAt = 1 };
        var bea = UserEvent.Updated(Bea) with { Email = Mail, UpdatedAt = 1 };

        foreach (var change in isAdaFirst ? new[] { ada, bea } : [bea, ada])
        {
            Assert.Equal("applied", (await _app.DeliverAsync(change)).Outcome);
        }

        Assert.Equal((OtherMail, Mail), (await EmailOfAsync(Ada), await EmailOfAsync(Bea)));
    }

    [Fact]
    public async Task Email_goes_to_the_next_claimant_when_its_holder_takes_another_email()
    {
        await _app.DeliverAsync(UserEvent.Created(Ada) with { Email = Mail, UpdatedAt = 1 });
        await _app.DeliverAsync(UserEvent.Created(Bea) with { Email = Mail, UpdatedAt = 2 });

        await _app.DeliverAsync(UserEvent.Updated(Bea) with { Email = OtherMail, UpdatedAt = 3 });

        Assert.Equal((Mail, OtherMail), (await EmailOfAsync(Ada), await EmailOfAsync(Bea)));
    }

    [Theory]
    [InlineData("hard")]
    [InlineData("soft")]
    public async Task Email_goes_to_the_next_claimant_when_its_holder_is_deleted(string mode)
    {
        await using var app = await TestApp.StartAsync(database, ("ClerkSync:DeleteMode", mode));
        await app.DeliverAsync(UserEvent.Created(Ada) with { Email = Mail, UpdatedAt = 1 });
        await app.DeliverAsync(UserEvent.Created(Bea) with { Email = Mail, UpdatedAt = 2 });

        await app.DeliverAsync(UserEvent.Deleted(Bea) with { UpdatedAt = 3 });

        Assert.Equal(Mail, await EmailOfAsync(Ada));
    }

    [Fact]
    public async Task Stale_claim_does_not_take_the_email()
    {
        await _app.DeliverAsync(UserEvent.Created(Ada) with { Email = Mail, UpdatedAt = 1 });
        await _app.DeliverAsync(UserEvent.Updated(Bea) with { Email = OtherMail, UpdatedAt = 9 });

        await _app.DeliverAsync(UserEvent.Updated(Bea) with { Email = Mail, UpdatedAt = 5 });

        Assert.Equal((Mail, OtherMail), (await EmailOfAsync(Ada), await EmailOfAsync(Bea)));
    }

    [Fact]
    public async Task Deleted_claimant_does_not_take_the_email()
    {
        await _app.DeliverAsync(UserEvent.Created(Ada) with { Email = Mail, UpdatedAt = 1 });
        await _app.DeliverAsync(UserEvent.Deleted(Bea));

        await _app.DeliverAsync(UserEvent.Updated(Bea) with { Email = Mail, UpdatedAt = 5 });

        Assert.Equal(Mail, await EmailOfAsync(Ada));
    }

    [Fact]
    public async Task Email_that_was_assigned_by_hand_goes_to_its_claimant_without_an_error()
    {
        await _app.DeliverAsync(UserEvent.Created(Ada));
        await database.ExecuteAsync("update users set email = @Mail where clerk_id = @Ada", new { Mail, Ada });

        var answer = await _app.DeliverAsync(UserEvent.Created(Bea) with { Email = Mail });

        Assert.Equal("applied", answer.Outcome);
        Assert.Equal((null, Mail), (await EmailOfAsync(Ada), await EmailOfAsync(Bea)));
    }

    private async Task<string?> EmailOfAsync(string id) => (await database.FindUserAsync(id))?.Email;
}
