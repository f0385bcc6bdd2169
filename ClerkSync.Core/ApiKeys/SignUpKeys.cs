using ClerkSync.Core.Database;

namespace ClerkSync.Core.ApiKeys;

/// <summary>Makes the key of a sign-up, in the transaction that inserts the user's row.</summary>
internal sealed class SignUpKeys(ClerkSyncSettings settings)
{
    private const string Name = "default";

    /// <summary>Makes a key for each of some users who had no row before.</summary>
    public Task MakeAsync(WriteTransaction transaction, IReadOnlyCollection<ClerkId> inserted)
    {
        if (inserted.Count == 0)
        {
            return Task.CompletedTask;
        }

        var keys = inserted.Select(user => MadeKey.Create(settings.ApiKeys, isSealed: true)).ToList();
        return transaction.ExecuteAsync(
            """
            insert into api_keys (id, user_id, name, prefix, hash, sealed)
            select k.id, u.id, @Name, k.prefix, k.hash, k.sealed
            from unnest(@Ids, @ClerkIds, @Prefixes, @Hashes, @Seals) as k (id, clerk_id, prefix, hash, sealed)
            join users u on u.clerk_id = k.clerk_id
            """,
            new
            {
                Name,
                Ids = keys.Column(key => key.Id),
                ClerkIds = inserted.Select(user => user.Value).ToArray(),
                Prefixes = keys.Column(key => key.Shown),
                Hashes = keys.Column(key => key.Hash),
                Seals = keys.Column(key => key.Sealed),
            }
        );
    }
}
