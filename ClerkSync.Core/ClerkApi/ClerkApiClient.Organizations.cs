using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using ClerkSync.Core.Json;
using ClerkSync.Core.Organizations;
using Microsoft.AspNetCore.WebUtilities;

namespace ClerkSync.Core.ClerkApi;

/// <content>What is read by offset.</content>
internal sealed partial class ClerkApiClient
{
    private const string OrganizationsAreOff = "organization_not_enabled_in_instance";

    /// <summary>Reads all organizations, page by page; none when the instance has no organizations switched on.</summary>
    /// <returns>Pages that are not empty. One may come twice when others are deleted meanwhile.</returns>
    public IAsyncEnumerable<IReadOnlyList<OrganizationPayload>> ListOrganizationsAsync(
        CancellationToken cancellationToken
    ) => ListAsync("organizations", ClerkJson.Default.ListPayloadOrganizationPayload, o => o.Id, cancellationToken);

    /// <summary>Reads the memberships of all organizations, as <see cref="ListOrganizationsAsync"/> does those.</summary>
    public IAsyncEnumerable<IReadOnlyList<MembershipPayload>> ListMembershipsAsync(
        CancellationToken cancellationToken
    ) =>
        ListAsync(
            "organization_memberships",
            ClerkJson.Default.ListPayloadMembershipPayload,
            m => m.Id,
            cancellationToken
        );

    /// <summary>Reads the memberships of one organization; none when there is no such organization.</summary>
    public IAsyncEnumerable<IReadOnlyList<MembershipPayload>> ListMembershipsAsync(
        ClerkId organization,
        CancellationToken cancellationToken
    ) =>
        ListAsync(
            $"organizations/{Uri.EscapeDataString(organization.Value)}/memberships",
            ClerkJson.Default.ListPayloadMembershipPayload,
            m => m.Id,
            cancellationToken
        );

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
            catch (ClerkApiException exception) when (IsAbsent(exception) || exception.Code == OrganizationsAreOff)
            {
                return new ListPayload<T> { Data = [], TotalCount = 0 };
            }
        }
    }
}
