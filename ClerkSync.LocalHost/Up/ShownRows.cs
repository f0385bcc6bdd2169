using ClerkSync.Core.Database;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.LocalHost.Up;

/// <summary>The users' database rows that the page of the simulated Clerk shows.</summary>
/// <param name="functions">Provide the database reader, which changes with each build of the application.</param>
internal sealed class ShownRows(RunningFunctions functions)
{
    /// <summary>Reads rows by Clerk id as a JSON object with the ids as names, without the private metadata.</summary>
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
