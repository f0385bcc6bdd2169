using System.Text.Json.Nodes;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Webhooks;

/// <summary><c>ClerkSync__DeleteMode=soft</c>: the row of a deleted user does not depend on the order of the events.</summary>
public sealed class SoftDeleteTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly string _id = UserEvent.NewId();
    private TestApp _app = null!;

    public static TheoryData<int[]> Orders => [.. Permutations.Of(4)];

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(database, ("ClerkSync:DeleteMode", "soft"));

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Deleted_user_has_the_same_row_in_any_order(int[] order)
    {
        var banned = (UserEvent.Updated(_id) with { Email = $"{_id}@example.com", UpdatedAt = 2 }).ToJson();
        banned["data"]!["banned"] = true;
        banned["data"]!["locked"] = true;
        JsonObject[] events =
        [
            (UserEvent.Created(_id) with { Email = $"{_id}@example.com" }).ToJson(),
            (UserEvent.Updated(_id) with { FirstName = "Ada", UpdatedAt = 1 }).ToJson(),
            banned,
            (UserEvent.Deleted(_id) with { UpdatedAt = 3 }).ToJson(),
        ];

        foreach (var i in order)
        {
            Assert.True((await _app.DeliverAsync(events[i])).IsSuccess);
        }

        var deletedAt = DateTimeOffset.FromUnixTimeMilliseconds(UserEvent.Start + 3);
        var row = await database.FindUserAsync(_id);
        Assert.Equal(
            new UserRow
            {
                ClerkId = _id,
                Plan = "free",
                Credits = 10,
                PublicMetadata = "{}",
                PrivateMetadata = "{}",
                UnsafeMetadata = "{}",
                ClerkUpdatedAt = deletedAt,
                ClerkEventAt = deletedAt,
                DeletedAt = deletedAt,
                UpdatedAt = row!.UpdatedAt,
                Version = row.Version,
            },
            row
        );
        Assert.Empty(await Ledger.FindFaultsAsync(database.DataSource));
    }

    [Fact]
    public async Task Deletion_of_a_user_without_a_row_creates_no_API_key_and_is_logged()
    {
        var answer = await _app.DeliverAsync(UserEvent.Deleted(_id));

        Assert.Equal("applied", answer.Outcome);
        Assert.Contains(
            _app.Logs,
            line => line.Contains($"{_id} was deleted and had no row", StringComparison.Ordinal)
        );
        Assert.Equal(
            0L,
            await database.ScalarAsync<long>(
                "select count(*) from api_keys k join users u on u.id = k.user_id where u.clerk_id = @_id",
                new { _id }
            )
        );
    }

    [Fact]
    public async Task Email_of_a_deleted_user_goes_to_the_next_claimant()
    {
        var other = UserEvent.NewId();
        var email = $"{_id}@example.com";
        await _app.DeliverAsync(UserEvent.Created(other) with { Email = email });
        await _app.DeliverAsync(UserEvent.Created(_id) with { Email = email, UpdatedAt = 1 });

        await _app.DeliverAsync(UserEvent.Deleted(_id));

        Assert.Equal(email, (await database.FindUserAsync(other))!.Email);
    }
}
