using Dapper;
using Npgsql;

namespace ClerkSync.Core.Users;

/// <summary>Reads the rows of live users.</summary>
internal sealed class UserReader(NpgsqlDataSource dataSource)
{
    private const string Columns = """
        clerk_id, xmin::text as version, email, primary_email, first_name, last_name, username, phone, image_url,
        external_id, banned, locked, public_metadata::text, private_metadata::text, unsafe_metadata::text,
        clerk_created_at, created_at
        """;

    /// <summary>All users as they are now, in the order in which Clerk made them; those without that time come last.</summary>
    public async IAsyncEnumerable<StoredUser> StreamAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var rows = connection.QueryUnbufferedAsync<StoredUser>(
            $"select {Columns} from users where deleted_at is null order by clerk_created_at nulls last",
            commandTimeout: 0
        );
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            yield return row;
        }
    }

    /// <summary>Some users, by id.</summary>
    public async Task<IReadOnlyDictionary<string, StoredUser>> FindAsync(
        IReadOnlyCollection<ClerkId> ids,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<StoredUser>(
            new CommandDefinition(
                $"select {Columns} from users where clerk_id = any(@ids) and deleted_at is null",
                new { ids = ids.Select(id => id.Value).ToArray() },
                cancellationToken: cancellationToken
            )
        );
        return rows.ToDictionary(row => row.ClerkId);
    }

    /// <summary>How many there are.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                "select count(*) from users where deleted_at is null",
                commandTimeout: 0,
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>Those of some users whose deletion Clerk itself has told.</summary>
    public async Task<IReadOnlySet<string>> FindDeadAsync(
        IReadOnlyCollection<ClerkId> ids,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var dead = await connection.QueryAsync<string>(
            new CommandDefinition(
                "select clerk_id from tombstones where clerk_id = any(@ids) and not is_by_repair",
                new { ids = ids.Select(id => id.Value).ToArray() },
                cancellationToken: cancellationToken
            )
        );
        return dead.ToHashSet();
    }
}
