using ClerkSync.Core.Database;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Users;
using Dapper;

namespace ClerkSync.Core.ApiKeys;

/// <summary>
/// The API keys of users. The database stores the hash of each key. If <c>ClerkSync__ApiKeys__RevealKey</c> is set, the database also
/// stores the key that a sign-up created, encrypted with that setting, until the user reveals or revokes the key. After
/// <see cref="RevealWithin"/> the key cannot be revealed, and the nightly purge deletes the encrypted copy.
/// </summary>
public sealed class ApiKeyService
{
    /// <summary>The maximum number of keys that a user may have at once.</summary>
    public const int MostKeys = 50;

    /// <summary>The longest name of a key, in characters.</summary>
    public const int LongestName = 100;

    /// <summary>The time in which a key that a sign-up created can be revealed.</summary>
    public static readonly TimeSpan RevealWithin = TimeSpan.FromDays(7);

    private const string Columns = """
        k.id, k.name, k.prefix, k.created_at, k.last_used_at,
        k.sealed is not null and k.created_at > now() - @RevealWithin as can_be_revealed
        """;

    private readonly DatabaseReader _database;
    private readonly DatabaseWriter _writer;
    private readonly ClerkSyncSettings _settings;

    internal ApiKeyService(DatabaseReader database, DatabaseWriter writer, ClerkSyncSettings settings) =>
        (_database, _writer, _settings) = (database, writer, settings);

    /// <summary>A user's keys that are not revoked, oldest first.</summary>
    public Task<IReadOnlyList<ApiKey>> ListAsync(ClerkId user, CancellationToken cancellationToken) =>
        _database.QueryAsync<ApiKey>(
            $"""
            select {Columns}
            from api_keys k join users u on u.id = k.user_id
            where u.clerk_id = @ClerkId and u.deleted_at is null and k.revoked_at is null
            order by k.created_at, k.id
            """,
            new { ClerkId = user.Value, RevealWithin },
            cancellationToken
        );

    /// <summary>Returns when the last keys of a user were created and revoked, newest first.</summary>
    internal Task<IReadOnlyList<ApiKeyLife>> ListLivesAsync(
        ClerkId user,
        int limit,
        CancellationToken cancellationToken
    ) =>
        _database.QueryAsync<ApiKeyLife>(
            """
            select name, prefix, created_at, revoked_at
            from api_keys
            where user_id = (select id from users where clerk_id = @ClerkId)
            order by created_at desc, id
            limit @limit
            """,
            new { ClerkId = user.Value, limit },
            cancellationToken
        );

    /// <summary>Creates a key. Returns null when there is no such user, or the user already has <see cref="MostKeys"/> keys.</summary>
    /// <param name="name">1 to <see cref="LongestName"/> characters.</param>
    public async Task<NewApiKey?> CreateAsync(ClerkId user, string name, CancellationToken cancellationToken)
    {
        if (!IsName(name))
        {
            throw new ArgumentException(
                $"A key's name has 1 to {LongestName} characters, without control characters or characters that change the direction of text.",
                nameof(name)
            );
        }

        var made = MadeKey.Create(_settings, isSealed: false);
        var entry = await _writer.WriteAsync(
            async transaction =>
            {
                // The lock keeps two calls from both creating the last key. It is a statement of its own, so that the next one counts
                // what was committed before. A retry finds what an earlier attempt committed if only its answer was lost.
                using var results = await transaction.QueryMultipleAsync(
                    $"""
                    select id from users where clerk_id = @ClerkId and deleted_at is null for no key update;

                    with k as (
                        insert into api_keys (id, user_id, name, prefix, hash)
                        select @Id, u.id, @Name, @Prefix, @Hash
                        from users u
                        where u.clerk_id = @ClerkId and u.deleted_at is null
                            and (select count(*) from api_keys where user_id = u.id and revoked_at is null) < @MostKeys
                            and not exists (select from api_keys where id = @Id)
                        returning *
                    )
                    select {Columns} from (select * from k union all select * from api_keys where id = @Id) as k
                    """,
                    new
                    {
                        ClerkId = user.Value,
                        made.Id,
                        Name = name,
                        Prefix = made.Shown,
                        made.Hash,
                        MostKeys,
                        RevealWithin,
                    }
                );
                await results.ReadAsync<Guid>();
                return await results.ReadSingleOrDefaultAsync<ApiKey>();
            },
            cancellationToken
        );
        return entry is null ? null : new NewApiKey(made.Key, entry);
    }

    /// <summary>Revokes a key at once and permanently.</summary>
    /// <returns>Whether the user had such a key.</returns>
    public async Task<bool> RevokeAsync(ClerkId user, Guid id, CancellationToken cancellationToken) =>
        await WriteAsync<Guid?>(
            """
            update api_keys k
            set revoked_at = now(), sealed = null
            from users u
            where k.id = @Id and u.id = k.user_id and u.clerk_id = @ClerkId and k.revoked_at is null
            returning k.id
            """,
            new { Id = id, ClerkId = user.Value },
            cancellationToken
        )
            is not null;

    /// <summary>Reveals a key that a sign-up created. Each key can be revealed only once.</summary>
    /// <returns>
    /// Null when the key was revealed before, was not stored, is older than <see cref="RevealWithin"/>, or was encrypted with another
    /// reveal key. Such a key can never be revealed. Also null when no reveal key is set; the encrypted key then stays stored.
    /// </returns>
    public async Task<string?> RevealAsync(ClerkId user, Guid id, CancellationToken cancellationToken)
    {
        if (_settings.RevealKey is not { } revealKey)
        {
            return null;
        }

        // Of two concurrent calls the second waits for the row, and then finds it empty.
        var box = await WriteAsync<byte[]>(
            """
            with kept as materialized (
                select k.id, k.sealed
                from api_keys k join users u on u.id = k.user_id
                where k.id = @Id and u.clerk_id = @ClerkId and u.deleted_at is null
                    and k.revoked_at is null and k.sealed is not null and k.created_at > now() - @RevealWithin
                for update of k
            )
            update api_keys k set sealed = null from kept where k.id = kept.id returning kept.sealed
            """,
            new
            {
                Id = id,
                ClerkId = user.Value,
                RevealWithin,
            },
            cancellationToken
        );
        return box is null ? null : ApiKeySeal.Open(box, id, revealKey);
    }

    /// <summary>Finds the owner of a key; null when the key is unknown or revoked. A typo is rejected without a query.</summary>
    /// <remarks>The round trip that finds the key also reads the owner's row and, at most once a minute, writes the time of use.</remarks>
    public async Task<ApiKeyOwner?> FindOwnerAsync(string key, CancellationToken cancellationToken)
    {
        if (!ApiKeyText.IsWhole(key, _settings.ApiKeyPrefix))
        {
            return null;
        }

        // Concurrent uses of a key do not block each other: one updates last_used_at, the rest skip it. The update does not wait for
        // the disk: if Postgres crashes, only that time is lost.
        const string Sql = $"""
            with found as materialized (
                select id as key_id, user_id, last_used_at from api_keys where hash = @Hash and revoked_at is null
            ),
            due as (
                select k.id, set_config('synchronous_commit', 'off', true)
                from found join api_keys k on k.id = found.key_id
                where (found.last_used_at is null or found.last_used_at < now() - interval '1 minute')
                    and (k.last_used_at is null or k.last_used_at < now() - interval '1 minute')
                for no key update of k skip locked
            ),
            used as (
                update api_keys k set last_used_at = now() from due where k.id = due.id
            )
            select found.key_id, u.*
            from found left join lateral (
                select {User.Columns} from users where id = found.user_id and deleted_at is null and not banned
            ) u on true
            """;
        var owners = await _database.ReadAsync(
            (connection, token) =>
                connection.QueryAsync<Guid, User?, ApiKeyOwner>(
                    new CommandDefinition(Sql, new { Hash = ApiKeyText.Hash(key) }, cancellationToken: token),
                    (keyId, user) => new ApiKeyOwner(keyId, user),
                    splitOn: "id"
                ),
            cancellationToken
        );
        return owners.SingleOrDefault();
    }

    /// <summary>
    /// Whether a key may have this name: text that can be stored, without control characters and without characters that change the
    /// direction of text.
    /// </summary>
    public static bool IsName(string name) =>
        StorableText.IsValid(name) && name.Length <= LongestName && VisibleText.IsVisible(name);

    /// <summary>Deletes the encrypted copies of sign-up keys that were not revealed in time.</summary>
    /// <returns>The number of deleted copies.</returns>
    public Task<int> ForgetUnrevealedAsync(CancellationToken cancellationToken) =>
        _writer.WriteAsync(
            transaction =>
                transaction.ExecuteAsync(
                    "update api_keys set sealed = null where sealed is not null and created_at <= now() - @RevealWithin",
                    new { RevealWithin }
                ),
            cancellationToken
        );

    private async Task<T?> WriteAsync<T>(string sql, object parameters, CancellationToken cancellationToken) =>
        (
            await _writer.WriteAsync(transaction => transaction.QueryAsync<T>(sql, parameters), cancellationToken)
        ).SingleOrDefault();
}
