using System.Text.Json.Nodes;
using ClerkSync.Core;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Users;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.ClerkApi;

public sealed class ClerkResponseTests : IAsyncLifetime
{
    private FakeClerkApi _clerk = null!;

    public async Task InitializeAsync() => _clerk = await FakeClerkApi.StartAsync();

    public async Task DisposeAsync() => await _clerk.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("<html>sign in</html>")]
    [InlineData("""[{"id":"user_1","updated_at":1},{"id":"us""")]
    [InlineData("""[{"id":"user_1","updated_at":1}""")]
    [InlineData("""[{"id":"user_1","updated_at":1}] more""")]
    [InlineData("""{"data":[]}""")]
    public async Task Incomplete_or_invalid_page_is_an_error_and_returns_no_users(string body)
    {
        _clerk.Always = Answers.Text(200, body);
        var users = new List<ListedObject>();

        var exception = await Assert.ThrowsAsync<ClerkApiException>(async () =>
        {
            await foreach (
                var page in _clerk.CreateClient().ListUsersAsync(UserRange.All, null, CancellationToken.None)
            )
            {
                users.AddRange(page);
            }
        });

        Assert.Equal(ClerkApiErrorKind.Unexpected, exception.Kind);
        Assert.Empty(users);
    }

    [Fact]
    public async Task Request_with_a_broken_connection_is_retried_without_duplicate_users()
    {
        _clerk.Users.Add(ClerkObject.Create("user_1", 1));
        _clerk.Faults.Enqueue(Answers.Cut);

        var pages = await _clerk
            .CreateClient()
            .ListUsersAsync(UserRange.All, null, CancellationToken.None)
            .ToListAsync();

        Assert.Single(Assert.Single(pages));
        // The interrupted request, its retry, and the request for the empty last page.
        Assert.Equal(3, _clerk.Requests.Count);
    }

    [Fact]
    public async Task Unreadable_object_stays_in_its_page_without_exposing_its_value()
    {
        _clerk.Always = Answers.Text(
            200,
            """[{"id":"user_1","updated_at":"ada@example.com"},{"id":"user_2","updated_at":2}]"""
        );

        var users = await _clerk.CreateClient().ListUsersAsync([new("user_1"), new("user_2")], default);

        Assert.Equal(
            [("user_1", "$.updated_at"), ("user_2", null)],
            users.Select(user => (user.Id?.Value, user.UnreadableAt))
        );
        Assert.DoesNotContain("ada@", string.Concat(users), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Error_message_does_not_contain_the_body()
    {
        _clerk.Always = Answers.Text(200, """{"total_count":"ada@example.com"}""");

        var exception = await Assert.ThrowsAsync<ClerkApiException>(() =>
            _clerk.CreateClient().GetUserCountAsync(UserRange.All, CancellationToken.None)
        );

        Assert.Contains("$.total_count", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ada@", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invalid_UTF8_does_not_fail_the_page()
    {
        _clerk.Always = async context =>
            await context.Response.Body.WriteAsync(
                (byte[])[.. "[{\"id\":\"user_1\",\"updated_at\":1,\"first_name\":\"A"u8, 0xC3, .. "\"}]"u8]
            );

        var users = await _clerk.CreateClient().ListUsersAsync([new ClerkId("user_1")], default);

        Assert.Equal("A\ufffd", ((ClerkUser)users[0].Value!).FirstName);
    }

    [Fact]
    public async Task Null_and_absent_fields_are_null()
    {
        _clerk.Users.Add(
            new JsonObject
            {
                ["id"] = "user_1",
                ["updated_at"] = 1,
                ["private_metadata"] = null,
            }
        );

        var user = await _clerk.CreateClient().FindUserAsync(new ClerkId("user_1"), CancellationToken.None);

        Assert.Null(((ClerkUser)user!.Value!).FirstName);
        Assert.Null(user.CreatedAt);
        Assert.Equal("{}", ((ClerkUser)user.Value!).PrivateMetadata);
    }

    [Fact]
    public async Task Characters_that_Postgres_cannot_store_are_replaced()
    {
        _clerk.Always = Answers.Text(200, """{"id":"user_1","updated_at":1,"first_name":"A\u0000\ud800"}""");

        var user = await _clerk.CreateClient().FindUserAsync(new ClerkId("user_1"), CancellationToken.None);

        Assert.Equal("A\ufffd\ufffd", ((ClerkUser)user!.Value!).FirstName);
    }

    [Fact]
    public async Task Clock_difference_of_three_minutes_is_reported()
    {
        var date = (_clerk.Time.GetUtcNow() - TimeSpan.FromMinutes(3)).ToString("R");
        _clerk.Always = Answers.Text(200, """{"id":"ins_1"}""", ("Date", date));
        var client = _clerk.CreateClient();

        await client.GetInstanceAsync(CancellationToken.None);

        Assert.Equal(TimeSpan.FromMinutes(-3), client.ClockDifference);
    }

    [Fact]
    public async Task Clock_difference_of_five_seconds_is_not_reported()
    {
        var date = (_clerk.Time.GetUtcNow() + TimeSpan.FromSeconds(5)).ToString("R");
        _clerk.Always = Answers.Text(200, """{"id":"ins_1"}""", ("Date", date));
        var client = _clerk.CreateClient();

        await client.GetInstanceAsync(CancellationToken.None);

        Assert.Null(client.ClockDifference);
    }
}
