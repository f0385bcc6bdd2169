using ClerkSync.Core;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.ClerkApi;

public sealed class UserLookupTests : IAsyncLifetime
{
    private FakeClerkApi _clerk = null!;

    public async Task InitializeAsync() => _clerk = await FakeClerkApi.StartAsync();

    public async Task DisposeAsync() => await _clerk.DisposeAsync();

    [Fact]
    public async Task Users_are_found_by_their_ids_and_unknown_ids_are_skipped()
    {
        AddUsers(200);
        ClerkId[] ids = [.. ExpectedIds(100, 99).Select(id => new ClerkId(id)), new ClerkId("user_absent")];

        var users = await _clerk.CreateClient().ListUsersAsync(ids, CancellationToken.None);

        Assert.Equal(ExpectedIds(100, 99), users.Select(user => user.Id?.Value));
    }

    [Fact]
    public async Task Empty_id_list_sends_no_request_and_returns_no_users()
    {
        AddUsers(1);

        var users = await _clerk.CreateClient().ListUsersAsync([], CancellationToken.None);

        Assert.Empty(users);
        Assert.Empty(_clerk.Requests);
    }

    [Fact]
    public async Task Response_with_a_user_that_was_not_requested_is_an_error()
    {
        _clerk.Always = Answers.Text(200, """[{"id":"user_other","updated_at":1}]""");

        await Assert.ThrowsAsync<ClerkApiException>(() =>
            _clerk.CreateClient().ListUsersAsync([new ClerkId("user_1")], CancellationToken.None)
        );
    }

    [Fact]
    public async Task Users_are_counted()
    {
        AddUsers(7);

        var count = await _clerk.CreateClient().GetUserCountAsync(UserRange.All, CancellationToken.None);

        Assert.Equal(7, count);
    }

    [Fact]
    public async Task User_that_Clerk_does_not_have_is_null()
    {
        var user = await _clerk.CreateClient().FindUserAsync(new ClerkId("user_absent"), CancellationToken.None);

        Assert.Null(user);
    }

    [Fact]
    public async Task Status_404_from_another_server_is_an_error()
    {
        _clerk.Always = Answers.Text(404, "<html>not found</html>");

        await Assert.ThrowsAsync<ClerkApiException>(() =>
            _clerk.CreateClient().FindUserAsync(new ClerkId("user_1"), CancellationToken.None)
        );
    }

    [Fact]
    public async Task Id_is_escaped_in_the_path()
    {
        await _clerk.CreateClient().FindUserAsync(new ClerkId("a/../b?c"), CancellationToken.None);

        Assert.Equal("/v1/users/a%2F..%2Fb%3Fc", Assert.Single(_clerk.Requests).Url);
    }

    private static IEnumerable<string> ExpectedIds(int first, int count) =>
        Enumerable.Range(first, count).Select(index => $"user_{index}");

    private void AddUsers(int count) =>
        _clerk.Users.AddRange(
            Enumerable.Range(0, count).Select(i => ClerkObject.Create($"user_{i}", UserEvent.Start + i))
        );
}
