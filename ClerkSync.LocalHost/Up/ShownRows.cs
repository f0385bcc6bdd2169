using ClerkSync.Core.Database;

namespace ClerkSync.LocalHost.Up;

/// <summary>The rows of users that the page of the simulated Clerk shows.</summary>
internal sealed class ShownRows(DatabaseReader reader)
{
    /// <summary>Reads rows by their Clerk ids, as one JSON object with the ids as names; without the private metadata.</summary>
    public async Task<string> ReadAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        (
            await reader.FindAsync<string>(
                """
                select coalesce(jsonb_object_agg(clerk_id, to_jsonb(u) - 'private_metadata'), '{}')::text
                from users u
                where clerk_id = any(@Ids)
                """,
                new { Ids = ids.ToArray() },
                cancellationToken
            )
        )!;
}
