using ClerkSync.Core.Database;
using Npgsql;

namespace ClerkSync.Core.ApiKeys;

/// <summary>Inserts the key of a sign-up, in the statement that inserts the user's row.</summary>
internal static class SignUpKeys
{
    /// <summary>The statement's input columns, each as <c>name type</c>.</summary>
    public static IReadOnlyList<string> Inputs { get; } =
    ["key_id uuid", "key_prefix text", "key_hash bytea", "key_sealed bytea"];

    /// <summary>Inserts the keys in <c>decided</c> for the new rows of <c>written</c>.</summary>
    public const string Insert = """
        insert into api_keys (id, user_id, name, prefix, hash, sealed)
        select key_id, written.id, 'default', key_prefix, key_hash, key_sealed
        from written join decided on decided.clerk_id = written.clerk_id
        where written.is_new and key_id is not null
        """;

    /// <summary>The parameters of <see cref="Inputs"/>; null for a user who gets no key.</summary>
    public static IEnumerable<NpgsqlParameter> Parameters(IReadOnlyList<MadeKey?> keys) =>
        [
            Parameter.Each(keys, key => key?.Id),
            Parameter.Each(keys, key => key?.Shown),
            Parameter.Each(keys, key => key?.Hash),
            Parameter.Each(keys, key => key?.Sealed),
        ];
}
