using System.Text.Json.Nodes;
using ClerkSync.Core;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Users;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.ClerkApi;

public sealed class AnswerTests : IAsyncLifetime
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
    public async Task Half_a_page_or_what_is_none_is_an_error_and_nothing_of_it_is_returned(string body)
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
    public async Task A_cut_connection_is_asked_again_and_nothing_comes_twice()
    {
        _clerk.Users.Add(ClerkObject.Create("user_1", 1));
        _clerk.Faults.Enqueue(Answers.Cut);

        var pages = await _clerk
            .CreateClient()
            .ListUsersAsync(UserRange.All, null, CancellationToken.None)
            .ToListAsync();

        Assert.Single(Assert.Single(pages));
        // The one that was cut, the same again, and the empty page behind it.
        Assert.Equal(3, _clerk.Requests.Count);
    }

    [Fact]
    public async Task An_object_that_cannot_be_read_is_one_of_its_page_and_its_value_is_not_repeated()
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
    public async Task A_message_does_not_repeat_the_body()
    {
        _clerk.Always = Answers.Text(200, """{"total_count":"ada@example.com"}""");

        var exception = await Assert.ThrowsAsync<ClerkApiException>(() =>
            _clerk.CreateClient().GetUserCountAsync(UserRange.All, CancellationToken.None)
        );

        Assert.Contains("$.total_count", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ada@", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_stop_no_page()
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
    public async Task What_Postgres_cannot_store_is_replaced()
    {
        _clerk.Always = Answers.Text(200, """{"id":"user_1","updated_at":1,"first_name":"A\u0000\ud800"}""");

        var user = await _clerk.CreateClient().FindUserAsync(new ClerkId("user_1"), CancellationToken.None);

        Assert.Equal("A\ufffd\ufffd", ((ClerkUser)user!.Value!).FirstName);
    }

    [Fact]
    public async Task A_clock_that_is_off_is_noticed()
    {
        var date = (_clerk.Time.GetUtcNow() - TimeSpan.FromMinutes(3)).ToString("R");
        _clerk.Always = Answers.Text(200, """{"id":"ins_1"}""", ("Date", date));
        var client = _clerk.CreateClient();

        await client.GetInstanceAsync(CancellationToken.None);

        Assert.Equal(TimeSpan.FromMinutes(-3), client.ClockDifference);
    }

    [Fact]
    public async Task A_clock_within_five_seconds_is_right()
    {
        var date = (_clerk.Time.GetUtcNow() + TimeSpan.FromSeconds(5)).ToString("R");
        _clerk.Always = Answers.Text(200, """{"id":"ins_1"}""", ("Date", date));
        var client = _clerk.CreateClient();

        await client.GetInstanceAsync(CancellationToken.None);

        Assert.Null(client.ClockDifference);
    }
}
