using ClerkSync.Core.Database;

namespace ClerkSync.Core.Access.Checks;

/// <summary>The table of overrides. Rows are revoked, never deleted.</summary>
internal sealed class AccessOverrides(DatabaseReader reader, DatabaseWriter writer)
{
    /// <returns>The number of the override.</returns>
    public async Task<long> AddAsync(
        string clerkId,
        AccessOverride given,
        string reason,
        string actor,
        CancellationToken cancellationToken
    )
    {
        var ids = await writer.WriteAsync(
            transaction =>
                transaction.QueryAsync<long>(
                    """
                    insert into access_overrides (clerk_id, kind, name, until, reason, actor)
                    values (@clerkId, @kind, @Name, @Until, @reason, @actor)
                    returning id
                    """,
                    new
                    {
                        clerkId,
                        kind = $"{given.Kind}".ToLowerInvariant(),
                        given.Name,
                        given.Until,
                        reason,
                        actor,
                    }
                ),
            cancellationToken
        );
        return ids.Single();
    }

    /// <returns>False when no override in force has that number.</returns>
    public async Task<bool> RevokeAsync(long id, CancellationToken cancellationToken) =>
        await writer.WriteAsync(
            transaction =>
                transaction.ExecuteAsync(
                    "update access_overrides set revoked_at = now() where id = @id and revoked_at is null",
                    new { id }
                ),
            cancellationToken
        ) > 0;

    /// <summary>The overrides in force, newest first.</summary>
    public Task<IReadOnlyList<StoredOverride>> ListAsync(CancellationToken cancellationToken) =>
        reader.QueryAsync<StoredOverride>(
            """
            select id, clerk_id, kind, name, until, reason, actor from access_overrides
            where revoked_at is null and (until is null or until > now())
            order by id desc
            """,
            null,
            cancellationToken
        );
}

/// <summary>A row of <c>access_overrides</c>.</summary>
internal sealed record StoredOverride
{
    public long Id { get; init; }

    public required string ClerkId { get; init; }

    public required string Kind { get; init; }

    public string? Name { get; init; }

    public DateTimeOffset? Until { get; init; }

    public required string Reason { get; init; }

    public required string Actor { get; init; }
}
