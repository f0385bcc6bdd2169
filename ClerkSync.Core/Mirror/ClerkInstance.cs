using ClerkSync.Core.ClerkApi;
using Dapper;
using Npgsql;

namespace ClerkSync.Core.Mirror;

/// <summary>Makes sure that the key belongs to the Clerk instance whose mirror the database is.</summary>
internal sealed class ClerkInstance(ClerkApiClient clerk, NpgsqlDataSource dataSource)
{
    /// <summary>Compares the key's instance with the recorded one; the first one that comes is recorded.</summary>
    /// <exception cref="MirrorException">It is another.</exception>
    public async Task EnsureSameAsync(CancellationToken cancellationToken)
    {
        var instance = await clerk.GetInstanceAsync(cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var recorded = await connection.ExecuteScalarAsync<string>(
            new CommandDefinition(
                """
                insert into clerk_instance (clerk_id) values (@Id)
                on conflict (is_only) do update set clerk_id = clerk_instance.clerk_id
                returning clerk_id
                """,
                new { Id = instance.Id.Value },
                cancellationToken: cancellationToken
            )
        );
        if (recorded != instance.Id.Value)
        {
            throw new MirrorException(
                $"This database mirrors the Clerk instance {recorded}, but CLERK_SECRET_KEY belongs to {instance.Id}. "
                    + "Nothing was changed. Use the key of that instance, or another database."
            );
        }
    }
}
