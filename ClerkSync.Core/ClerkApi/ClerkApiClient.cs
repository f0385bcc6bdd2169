using System.Globalization;
using System.Net;
using System.Text.Json;
using ClerkSync.Core.Json;
using ClerkSync.Core.Objects;
using ClerkSync.Core.Users;
using Microsoft.AspNetCore.WebUtilities;

namespace ClerkSync.Core.ClerkApi;

/// <summary>The part of Clerk's Backend API that ClerkSync uses. It only reads.</summary>
/// <remarks>
/// Every method throws <see cref="SettingException"/> without a key, and <see cref="ClerkApiException"/> without a usable response. A
/// page is parsed before any of it is returned. An unreadable object is one of its objects. Source: Clerk's Backend API 2026-05-12.
/// </remarks>
internal sealed partial class ClerkApiClient(ClerkApiRequests requests)
{
    /// <summary>Clerk's maximum. For a greater number it returns 10.</summary>
    public const int PageSize = 500;

    /// <summary>Clerk's maximum of ids in one request.</summary>
    public const int MaxIds = 100;

    private const string NotFound = "resource_not_found";

    public TimeSpan? ClockDifference => requests.ClockDifference;

    public DateTimeOffset Now => requests.Now;

    /// <inheritdoc cref="ClerkApiRequests.LastFailure"/>
    public ClerkApiException? LastFailure => requests.LastFailure;

    /// <inheritdoc cref="ClerkApiRequests.WithKey"/>
    public ClerkApiClient WithKey(ClerkSecretKey key) => new(requests.WithKey(key));

    /// <summary>Asks for one user, which shows whether the key is accepted.</summary>
    public Task TestKeyAsync(CancellationToken cancellationToken) =>
        requests.GetAsync(QueryHelpers.AddQueryString("users", [Limit(1)]), ReadUsers, cancellationToken);

    /// <summary>Reads the instance that the key belongs to.</summary>
    public Task<InstancePayload> GetInstanceAsync(CancellationToken cancellationToken) =>
        requests.GetAsync("instance", json => InstancePayload.Read(new ObjectReader(json)), cancellationToken);

    public Task<long> GetUserCountAsync(UserRange range, CancellationToken cancellationToken) =>
        requests.GetAsync(
            QueryHelpers.AddQueryString("users/count", range.ToQuery()),
            json => new ObjectReader(json).GetNumber("total_count"),
            cancellationToken
        );

    /// <summary>Reads one user; null when Clerk itself says that the user does not exist.</summary>
    public async Task<ListedObject?> FindUserAsync(ClerkId id, CancellationToken cancellationToken)
    {
        var user = await FindAsync("users", id, ClerkUser.Read, cancellationToken);
        return user?.Id is { } found && found != id
            ? throw ClerkApiErrors.Unreadable($"GET /v1/users/{id}", "$.id")
            : user;
    }

    /// <summary>Reads users by their ids, in any order. Those that Clerk does not have are left out.</summary>
    /// <param name="ids">At most <see cref="MaxIds"/>.</param>
    public async Task<IReadOnlyList<ListedObject>> ListUsersAsync(
        IReadOnlyCollection<ClerkId> ids,
        CancellationToken cancellationToken
    )
    {
        if (ids.Count == 0)
        {
            // Clerk would list all users.
            return [];
        }

        var users = await requests.GetAsync(ByIds("users", "user_id", ids), ReadUsers, cancellationToken);
        return EnsureAskedFor("GET /v1/users", users, ids, user => user.Id);
    }

    /// <summary>Reads the users of a range, page by page, in order of creation.</summary>
    /// <param name="after">The last user that was read already; null to start at the beginning.</param>
    /// <returns>Pages that are not empty, each user once.</returns>
    public IAsyncEnumerable<IReadOnlyList<ListedObject>> ListUsersAsync(
        UserRange range,
        UserCursor? after,
        CancellationToken cancellationToken
    ) => UserPages.ReadAsync("GET /v1/users", range, after, GetUserPageAsync, cancellationToken);

    private Task<IReadOnlyList<ListedObject>> GetUserPageAsync(
        UserRange range,
        UserCursor? after,
        CancellationToken cancellationToken
    )
    {
        List<KeyValuePair<string, string?>> query = [Limit(PageSize), Order, .. range.ToQuery()];
        if (after is not null)
        {
            query.Add(new("starting_after", after.Id.Value));
        }

        return requests.GetAsync(QueryHelpers.AddQueryString("users", query), ReadUsers, cancellationToken);
    }

    private static IReadOnlyList<ListedObject> ReadUsers(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array
            ? ListedObject.ReadAll(json.EnumerateArray(), ClerkUser.Read)
            : throw new JsonException();

    /// <summary>Reads one object; null when Clerk itself says that it does not exist.</summary>
    private async Task<ListedObject?> FindAsync(
        string path,
        ClerkId id,
        Func<ObjectReader, IClerkVersion?> read,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await requests.GetAsync(
                $"{path}/{Uri.EscapeDataString(id.Value)}",
                json => ListedObject.Read(json, read),
                cancellationToken
            );
        }
        catch (ClerkApiException exception) when (IsAbsent(exception))
        {
            return null;
        }
    }

    private static string ByIds(string path, string filter, IReadOnlyCollection<ClerkId> ids)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Count, MaxIds);
        return QueryHelpers.AddQueryString(
            path,
            [Limit(MaxIds), .. ids.Select(id => KeyValuePair.Create(filter, (string?)id.Value))]
        );
    }

    /// <summary>Clerk ignores a filter that it does not understand, and then returns other objects.</summary>
    private static IReadOnlyList<ListedObject> EnsureAskedFor(
        string request,
        IReadOnlyList<ListedObject> objects,
        IReadOnlyCollection<ClerkId> ids,
        Func<IClerkVersion, ClerkId> id
    ) =>
        objects.All(listed => listed.Value is not { } value || ids.Contains(id(value)))
            ? objects
            : throw ClerkApiErrors.Unreadable(request, null);

    private static KeyValuePair<string, string?> Order => new("order_by", "created_at");

    private static KeyValuePair<string, string?> Limit(int limit) =>
        new("limit", limit.ToString(CultureInfo.InvariantCulture));

    /// <summary>A server at a wrong address also answers 404. Only Clerk's own code means that the object does not exist.</summary>
    private static bool IsAbsent(ClerkApiException exception) =>
        exception is { Status: HttpStatusCode.NotFound, Code: NotFound };
}
