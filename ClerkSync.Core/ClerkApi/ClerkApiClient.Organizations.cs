using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using ClerkSync.Core.Json;
using ClerkSync.Core.Organizations;
using Microsoft.AspNetCore.WebUtilities;

namespace ClerkSync.Core.ClerkApi;

/// <content>What is read by offset.</content>
internal sealed partial class ClerkApiClient
{
    /// <summary>Reads all organizations, page by page; none when the instance has no organizations switched on.</summary>
    /// <returns>Pages that are not empty. One may come twice when others are deleted meanwhile.</returns>
    public IAsyncEnumerable<IReadOnlyList<OrganizationPayload>> ListOrganizationsAsync(
        CancellationToken cancellationToken
    ) => ListAsync("organizations", ClerkJson.Default.ListPayloadOrganizationPayload, o => o.Id, cancellationToken);

    /// <summary>Reads the memberships of all organizations, as the organizations are.</summary>
    public IAsyncEnumerable<IReadOnlyList<MembershipPayload>> ListMembershipsAsync(
        CancellationToken cancellationToken
    ) =>
        ListAsync(
            "organization_memberships",
            ClerkJson.Default.ListPayloadMembershipPayload,
            m => m.Id,
            cancellationToken
        );

    /// <summary>Reads organizations by their ids, in no order. Those that Clerk does not have are left out.</summary>
    /// <param name="ids">At most <see cref="MaxIds"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<OrganizationPayload>> ListOrganizationsAsync(
        IReadOnlyCollection<ClerkId> ids,
        CancellationToken cancellationToken
    ) =>
        await ListAsync(
            "organizations",
            "organization_id",
            ids,
            organization => organization.Id,
            ClerkJson.Default.ListPayloadOrganizationPayload,
            cancellationToken
        ) ?? [];

    /// <summary>Reads one organization; null when Clerk itself says that it has none of this id.</summary>
    public Task<OrganizationPayload?> FindOrganizationAsync(ClerkId id, CancellationToken cancellationToken) =>
        FindAsync("organizations", id, ClerkJson.Default.OrganizationPayload, cancellationToken);

    /// <summary>Reads the memberships that some users have in one organization; null when there is no such organization.</summary>
    /// <param name="organization">Where.</param>
    /// <param name="users">At most <see cref="MaxIds"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Task<IReadOnlyList<MembershipPayload>?> FindMembershipsAsync(
        ClerkId organization,
        IReadOnlyCollection<ClerkId> users,
        CancellationToken cancellationToken
    ) =>
        ListAsync(
            $"organizations/{Uri.EscapeDataString(organization.Value)}/memberships",
            "user_id",
            users,
            membership => membership.PublicUserData?.UserId,
            ClerkJson.Default.ListPayloadMembershipPayload,
            cancellationToken
        );

    /// <summary>Reads what belongs to some ids; null when there is no such list.</summary>
    private async Task<IReadOnlyList<T>?> ListAsync<T>(
        string path,
        string filter,
        IReadOnlyCollection<ClerkId> ids,
        Func<T, ClerkId?> id,
        JsonTypeInfo<ListPayload<T>> type,
        CancellationToken cancellationToken
    )
        where T : class
    {
        // Without a filter Clerk would list everything.
        ArgumentOutOfRangeException.ThrowIfZero(ids.Count);
        try
        {
            var page = await requests.GetAsync(ByIds(path, filter, ids), type, cancellationToken);
            return EnsureAskedFor($"GET /v1/{path}", page.Data, ids, id);
        }
        catch (ClerkApiException exception) when (IsAbsent(exception))
        {
            return null;
        }
    }

    private IAsyncEnumerable<IReadOnlyList<T>> ListAsync<T>(
        string path,
        JsonTypeInfo<ListPayload<T>> type,
        Func<T, ClerkId> id,
        CancellationToken cancellationToken
    )
        where T : class
    {
        return OffsetPages.ReadAsync($"GET /v1/{path}", PageSize, GetPageAsync, id, cancellationToken);

        async Task<ListPayload<T>> GetPageAsync(long offset, CancellationToken token)
        {
            var query = new[] { Limit(PageSize), Order, new("offset", offset.ToString(CultureInfo.InvariantCulture)) };
            try
            {
                var page = await requests.GetAsync(QueryHelpers.AddQueryString(path, query), type, token);
                EnsureWhole($"GET /v1/{path}", page.Data);
                return page;
            }
            catch (ClerkApiException exception) when (IsAbsent(exception) || exception.AreOrganizationsOff)
            {
                return new ListPayload<T> { Data = [], TotalCount = 0 };
            }
        }
    }
}
