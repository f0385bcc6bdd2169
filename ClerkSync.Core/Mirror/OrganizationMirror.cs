using ClerkSync.Core.Database;
using ClerkSync.Core.Organizations;
using ClerkSync.Core.Users;

namespace ClerkSync.Core.Mirror;

/// <summary>Writes what Clerk's API says of organizations and memberships, with the very statements of the webhooks.</summary>
internal sealed class OrganizationMirror(
    DatabaseWriter writer,
    UserRepository users,
    OrganizationRepository organizations,
    MembershipRepository memberships
)
{
    private const int MostRows = 128;

    /// <summary>Writes organizations that are newer than their rows and not dead.</summary>
    public async Task WriteAsync(IReadOnlyList<OrganizationPayload> payloads, CancellationToken cancellationToken)
    {
        foreach (var chunk in payloads.Select(payload => ClerkOrganization.From(payload, null)).Chunk(MostRows))
        {
            await writer.WriteAsync(
                async transaction =>
                {
                    await users.LockAsync(transaction, [.. chunk.Select(organization => organization.Id)], []);
                    return await organizations.UpsertAsync(transaction, chunk);
                },
                cancellationToken
            );
        }
    }

    /// <summary>Writes memberships that are newer than their rows and not dead.</summary>
    public async Task WriteAsync(IReadOnlyList<MembershipPayload> payloads, CancellationToken cancellationToken)
    {
        // A membership of nobody is none.
        var named = payloads.Where(payload => payload.PublicUserData is not null);
        foreach (var chunk in named.Select(payload => ClerkMembership.From(payload, null)).Chunk(MostRows))
        {
            await writer.WriteAsync(
                async transaction =>
                {
                    ClerkId[] ids =
                    [
                        .. chunk.SelectMany(m => (ClerkId[])[m.Id, m.OrganizationId, m.UserId]).Distinct(),
                    ];
                    await users.LockAsync(transaction, ids, []);
                    return await memberships.UpsertAsync(transaction, chunk);
                },
                cancellationToken
            );
        }
    }
}
