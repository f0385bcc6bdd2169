using ClerkSync.Core.Users;

namespace ClerkSync.Core.ApiKeys;

/// <summary>A key as its owner sees it in a list.</summary>
public sealed record ApiKey
{
    /// <summary>Its number.</summary>
    public required Guid Id { get; init; }

    /// <summary>What its owner calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Its first letters.</summary>
    public required string Prefix { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last used, to the minute; null when it never was.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Whether its owner may still have it revealed, once.</summary>
    public required bool CanBeRevealed { get; init; }
}

/// <summary>A key that was just made.</summary>
/// <param name="Key">The key itself. Nobody can tell it again.</param>
/// <param name="Entry">How it stands in the list.</param>
public sealed record NewApiKey(string Key, ApiKey Entry)
{
    /// <summary>Says nothing of the key.</summary>
    public override string ToString() => Entry.Prefix;
}

/// <summary>Whose a key is.</summary>
/// <param name="KeyId">The key's number.</param>
/// <param name="User">Its owner; null when that user may not use it: banned by Clerk, or deleted.</param>
public sealed record ApiKeyOwner(Guid KeyId, User? User);
