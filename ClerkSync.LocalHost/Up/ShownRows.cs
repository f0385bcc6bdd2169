using ClerkSync.Core.Database;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.LocalHost.Up;

/// <summary>The rows of users that the page of the simulated Clerk shows.</summary>
/// <param name="functions">Have the reader of the database. It changes with each build of the application.</param>
internal sealed class ShownRows(RunningFunctions functions)
{
    /// <summary>Reads rows by their Clerk ids, as one JSON object with the ids as names; without the private metadata.</summary>
    public async Task<string> ReadAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        (
            await functions
                .Services.GetRequiredService<DatabaseReader>()
                .FindAsync<string>(
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
