using ClerkSync.Core.Users;

namespace ClerkSync.Core.ApiKeys;

/// <summary>A key as its owner sees it in a list.</summary>
public sealed record ApiKey
{
    public required Guid Id { get; init; }

    /// <summary>The name given when the key was created; <c>default</c> for the key of a sign-up.</summary>
    public required string Name { get; init; }

    /// <summary>The key's first characters.</summary>
    public required string Prefix { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last used, to the minute; null when it was never used.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>
    /// Whether an encrypted copy of the key is stored that the owner can still reveal: only once, and within seven days of the sign-up.
    /// </summary>
    public required bool CanBeRevealed { get; init; }
}

/// <summary>The times at which a key was created and revoked.</summary>
internal sealed record ApiKeyLife
{
    public required string Name { get; init; }
    public required string Prefix { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null while the key can be used.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
}

/// <summary>A key that was just created.</summary>
/// <param name="Key">The key itself. It cannot be shown again.</param>
public sealed record NewApiKey(string Key, ApiKey Entry)
{
    /// <summary>Returns only the first characters, never the key.</summary>
    public override string ToString() => Entry.Prefix;
}

/// <summary>The owner of a key.</summary>
/// <param name="User">Null when the owner may not use the key, because the owner is banned in Clerk or deleted.</param>
public sealed record ApiKeyOwner(Guid KeyId, User? User);
