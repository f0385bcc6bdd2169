using ClerkSync.Core.Database;
using ClerkSync.Core.Organizations;

namespace ClerkSync.Core.Mirror;

/// <summary>Writes what Clerk's API says of organizations and memberships, with the very statements of the webhooks.</summary>
internal sealed class OrganizationMirror(
    DatabaseWriter writer,
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
            await writer.WriteSplittingAsync(
                chunk,
                async (transaction, part) =>
                {
                    await AdvisoryLocks.AcquireAsync(transaction, part.Select(organization => organization.Id));
                    return await organizations.UpsertAsync(transaction, part);
                },
                _ => { },
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
            await writer.WriteSplittingAsync(
                chunk,
                async (transaction, part) =>
                {
                    var ids = part.SelectMany(m => (ClerkId[])[m.Id, m.OrganizationId, m.UserId]);
                    await AdvisoryLocks.AcquireAsync(transaction, ids);
                    return await memberships.UpsertAsync(transaction, part);
                },
                _ => { },
                cancellationToken
            );
        }
    }
}
