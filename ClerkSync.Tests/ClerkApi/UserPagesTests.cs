using System.Globalization;
using ClerkSync.Core;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Tests.Drivers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace ClerkSync.Tests.ClerkApi;

public sealed class UserPagesTests : IAsyncLifetime
{
    private FakeClerkApi _clerk = null!;

    public async Task InitializeAsync() => _clerk = await FakeClerkApi.StartAsync();

    public async Task DisposeAsync() => await _clerk.DisposeAsync();

    [Theory]
    [InlineData(0, new int[0], 1)]
    [InlineData(499, new[] { 499 }, 2)]
    [InlineData(500, new[] { 500 }, 2)]
    [InlineData(1250, new[] { 500, 500, 250 }, 4)]
    public async Task All_users_are_listed_once_in_order_until_the_first_empty_page(
        int users,
        int[] pageSizes,
        int requests
    )
    {
        AddUsers(users);

        var pages = await ReadAsync(UserRange.All);

        Assert.Equal(pageSizes, pages.Select(page => page.Count));
        Assert.Equal(ExpectedIds(0, users), pages.SelectMany(page => page));
        Assert.Equal(requests, _clerk.Requests.Count);
    }

    [Fact]
    public async Task Listing_continues_after_a_cursor()
    {
        AddUsers(700);

        var pages = await ReadAsync(UserRange.All, new UserCursor(new ClerkId("user_649"), null));

        Assert.Equal(ExpectedIds(650, 50), pages.SelectMany(page => page));
    }

    [Fact]
    public async Task Range_includes_its_start_and_excludes_its_end()
    {
        AddUsers(20);

        var pages = await ReadAsync(new UserRange(At(5), At(10)));

        Assert.Equal(ExpectedIds(5, 5), pages.SelectMany(page => page));
    }

    [Fact]
    public async Task Deletion_of_the_user_at_the_cursor_skips_no_other_user()
    {
        AddUsers(1250);
        var ids = new List<string>();

        await foreach (var page in _clerk.CreateClient().ListUsersAsync(UserRange.All, null, CancellationToken.None))
        {
            ids.AddRange(page.Select(user => user.Id!.Value.Value));
            _clerk.Users.RemoveAll(user => (string?)user["id"] == "user_499");
        }

        Assert.Equal(ExpectedIds(0, 1250), ids);
    }

    [Fact]
    public async Task Cursor_that_Clerk_always_rejects_causes_an_error_instead_of_an_endless_loop()
    {
        _clerk.Users.AddRange(Enumerable.Range(0, 600).Select(i => ClerkObject.Create($"user_{i}", UserEvent.Start)));
        _clerk.Always = context =>
            context.Request.Query.ContainsKey("starting_after")
                ? Answers.Error(422, "invalid")(context)
                : Answers.Users(_clerk.Users, context.Request.Query)(context);

        var reading = ReadAsync(UserRange.All).WaitAsync(TimeSpan.FromSeconds(10));
        var exception = await Assert.ThrowsAsync<ClerkApiException>(() => reading);

        Assert.Equal(ClerkApiErrorKind.Unexpected, exception.Kind);
    }

    [Fact]
    public async Task Server_that_ignores_the_cursor_causes_an_error_instead_of_an_endless_loop()
    {
        AddUsers(500);
        _clerk.Always = context =>
            Answers.Users(
                _clerk.Users,
                new QueryCollection(new Dictionary<string, StringValues> { ["limit"] = "500" })
            )(context);

        var exception = await Assert.ThrowsAsync<ClerkApiException>(() => ReadAsync(UserRange.All));

        Assert.Contains("same page", exception.Message, StringComparison.Ordinal);
    }

    /// <remarks>Clerk does not document whether the bounds of a range are inclusive.</remarks>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Adjacent_ranges_have_every_user_exactly_once(int widenedBy)
    {
        AddUsers(20);
        var border = At(10).AddTicks(7000);
        _clerk.Always = context =>
        {
            var query = context.Request.Query.ToDictionary(parameter => parameter.Key, parameter => parameter.Value);
            Shift(query, "created_at_after", -widenedBy);
            Shift(query, "created_at_before", widenedBy);
            return Answers.Users(_clerk.Users, new QueryCollection(query))(context);
        };

        var first = await ReadAsync(new UserRange(null, border));
        var second = await ReadAsync(new UserRange(border, null));

        Assert.Equal(ExpectedIds(0, 20), first.Concat(second).SelectMany(page => page));

        static void Shift(Dictionary<string, StringValues> query, string name, int milliseconds)
        {
            if (query.TryGetValue(name, out var time))
            {
                query[name] = $"{long.Parse(time!, CultureInfo.InvariantCulture) + milliseconds}";
            }
        }
    }

    [Fact]
    public async Task Users_with_the_same_time_are_listed_once_if_the_user_at_the_cursor_is_deleted()
    {
        _clerk.Users.AddRange(
            Enumerable.Range(0, 1250).Select(i => ClerkObject.Create($"user_{i}", UserEvent.Start + (i / 300)))
        );
        var ids = new List<string>();

        await foreach (var page in _clerk.CreateClient().ListUsersAsync(UserRange.All, null, CancellationToken.None))
        {
            ids.AddRange(page.Select(user => user.Id!.Value.Value));
            _clerk.Users.RemoveAll(user => (string?)user["id"] == "user_499");
        }

        Assert.Equal(ExpectedIds(0, 1250), ids);
    }

    [Theory]
    [InlineData(499)]
    [InlineData(498, 499)]
    [InlineData(599)]
    public async Task Users_with_unreadable_ids_are_listed_once_and_hide_no_other_users(params int[] unreadable)
    {
        AddUsers(600);
        foreach (var i in unreadable)
        {
            _clerk.Users[i]["id"] = i;
        }

        var users = await _clerk
            .CreateClient()
            .ListUsersAsync(UserRange.All, null, CancellationToken.None)
            .SelectMany(page => page)
            .ToListAsync();

        Assert.Equal((600, unreadable.Length), (users.Count, users.Count(user => user.UnreadableAt == "$.id")));
    }

    private static DateTimeOffset At(long index) => DateTimeOffset.FromUnixTimeMilliseconds(UserEvent.Start + index);

    private static IEnumerable<string> ExpectedIds(int first, int count) =>
        Enumerable.Range(first, count).Select(index => $"user_{index}");

    private void AddUsers(int count) =>
        _clerk.Users.AddRange(
            Enumerable.Range(0, count).Select(i => ClerkObject.Create($"user_{i}", UserEvent.Start + i))
        );

    private async Task<List<List<string>>> ReadAsync(UserRange range, UserCursor? after = null)
    {
        var pages = new List<List<string>>();
        await foreach (var page in _clerk.CreateClient().ListUsersAsync(range, after, CancellationToken.None))
        {
            pages.Add([.. page.Select(user => user.Id!.Value.Value)]);
        }

        return pages;
    }
}
