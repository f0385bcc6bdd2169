using System.Globalization;
using System.Text.Json;
using ClerkSync.Core.Json;
using ClerkSync.Core.Objects;
using ClerkSync.Core.Organizations;
using Microsoft.AspNetCore.WebUtilities;

namespace ClerkSync.Core.ClerkApi;

/// <content>Lists that are read by offset.</content>
internal sealed partial class ClerkApiClient
{
    private const string Organizations = "organizations";
    private const string Memberships = "organization_memberships";

    /// <summary>Reads all organizations, page by page; none when organizations are disabled in the instance.</summary>
    /// <returns>Pages that are not empty. An object is returned once, unless very many others are deleted meanwhile.</returns>
    public IAsyncEnumerable<IReadOnlyList<ListedObject>> ListOrganizationsAsync(CancellationToken cancellationToken) =>
        ListAsync(Organizations, ClerkOrganization.Read, cancellationToken);

    public Task<long> GetOrganizationCountAsync(CancellationToken cancellationToken) =>
        CountAsync(Organizations, cancellationToken);

    /// <summary>Reads the memberships of all organizations, in the same way.</summary>
    public IAsyncEnumerable<IReadOnlyList<ListedObject>> ListMembershipsAsync(CancellationToken cancellationToken) =>
        ListAsync(Memberships, ClerkMembership.Read, cancellationToken);

    public Task<long> GetMembershipCountAsync(CancellationToken cancellationToken) =>
        CountAsync(Memberships, cancellationToken);

    /// <summary>Reads organizations by their ids, in any order. Those that Clerk does not have are left out.</summary>
    /// <param name="ids">At most <see cref="MaxIds"/>.</param>
    public async Task<IReadOnlyList<ListedObject>> ListOrganizationsAsync(
        IReadOnlyCollection<ClerkId> ids,
        CancellationToken cancellationToken
    ) =>
        await ListAsync(
            Organizations,
            "organization_id",
            ids,
            organization => organization.Id,
            ClerkOrganization.Read,
            cancellationToken
        ) ?? [];

    /// <summary>Reads one organization; null when Clerk itself says that it does not exist.</summary>
    public Task<ListedObject?> FindOrganizationAsync(ClerkId id, CancellationToken cancellationToken) =>
        FindAsync(Organizations, id, ClerkOrganization.Read, cancellationToken);

    /// <summary>Reads the memberships of some users in one organization; null when there is no such organization.</summary>
    /// <param name="users">At most <see cref="MaxIds"/>.</param>
    public Task<IReadOnlyList<ListedObject>?> FindMembershipsAsync(
        ClerkId organization,
        IReadOnlyCollection<ClerkId> users,
        CancellationToken cancellationToken
    ) =>
        ListAsync(
            $"{Organizations}/{Uri.EscapeDataString(organization.Value)}/memberships",
            "user_id",
            users,
            membership => ((ClerkMembership)membership).UserId,
            ClerkMembership.Read,
            cancellationToken
        );

    /// <summary>Reads the objects that belong to some ids; null when there is no such list.</summary>
    private async Task<IReadOnlyList<ListedObject>?> ListAsync(
        string path,
        string filter,
        IReadOnlyCollection<ClerkId> ids,
        Func<IClerkVersion, ClerkId> id,
        Func<ObjectReader, IClerkVersion?> read,
        CancellationToken cancellationToken
    )
    {
        // Without a filter Clerk would list everything.
        ArgumentOutOfRangeException.ThrowIfZero(ids.Count);
        try
        {
            var page = await requests.GetAsync(
                ByIds(path, filter, ids),
                json => ReadPage(json, read),
                cancellationToken
            );
            return EnsureAskedFor($"GET /v1/{path}", page.Objects, ids, id);
        }
        catch (ClerkApiException exception) when (IsAbsent(exception))
        {
            return null;
        }
    }

    private IAsyncEnumerable<IReadOnlyList<ListedObject>> ListAsync(
        string path,
        Func<ObjectReader, IClerkVersion?> read,
        CancellationToken cancellationToken
    ) =>
        OffsetPages.ReadAsync(
            $"GET /v1/{path}",
            PageSize,
            (offset, token) => GetPageAsync(path, PageSize, offset, read, token),
            cancellationToken
        );

    /// <summary>Every page contains the count of all objects.</summary>
    private async Task<long> CountAsync(string path, CancellationToken cancellationToken) =>
        (await GetPageAsync(path, limit: 1, offset: 0, _ => null, cancellationToken)).TotalCount;

    private async Task<ListPage> GetPageAsync(
        string path,
        int limit,
        long offset,
        Func<ObjectReader, IClerkVersion?> read,
        CancellationToken cancellationToken
    )
    {
        var query = new[] { Limit(limit), Order, new("offset", offset.ToString(CultureInfo.InvariantCulture)) };
        try
        {
            return await requests.GetAsync(
                QueryHelpers.AddQueryString(path, query),
                json => ReadPage(json, read),
                cancellationToken
            );
        }
        catch (ClerkApiException exception) when (offset == 0 && (IsAbsent(exception) || exception.AreOrganizationsOff))
        {
            return new ListPage([], TotalCount: 0);
        }
    }

    private static ListPage ReadPage(JsonElement json, Func<ObjectReader, IClerkVersion?> read)
    {
        var page = new ObjectReader(json);
        return new(ListedObject.ReadAll(page.GetItems("data"), read), page.GetNumber("total_count"));
    }
}
