using ClerkSync.Core.Json;

namespace ClerkSync.Core.Users;

/// <summary>What a verified session token tells of its user; null where it does not tell.</summary>
public sealed record TokenUser
{
    /// <summary>Older than every version that Clerk can send.</summary>
    internal static readonly DateTimeOffset OrderZero = DateTimeOffset.UnixEpoch;

    /// <summary>Clerk's id: the token's <c>sub</c>.</summary>
    public required ClerkId ClerkId { get; init; }

    /// <summary>The primary address. It is held only if nobody else claims it.</summary>
    public string? Email { get; init; }

    /// <summary>Null where the token does not tell.</summary>
    public string? FirstName { get; init; }

    /// <summary>Null where the token does not tell.</summary>
    public string? LastName { get; init; }

    /// <summary>Null where the token does not tell.</summary>
    public string? Username { get; init; }

    /// <summary>Null where the token does not tell.</summary>
    public string? ImageUrl { get; init; }

    /// <summary>Only the id: whoever logs a user must not log personal data.</summary>
    public override string ToString() => ClerkId.Value;

    /// <summary>The least that a row can be; whatever Clerk sends of the user overrides it.</summary>
    internal ClerkUser ToClerkUser() =>
        new()
        {
            Id = ClerkId,
            PrimaryEmail = Read(Email),
            FirstName = Read(FirstName),
            LastName = Read(LastName),
            Username = Read(Username),
            ImageUrl = Read(ImageUrl),
            UpdatedAt = OrderZero,
        };

    // A token's template makes an empty claim of what the user does not have.
    private static string? Read(string? claim) => claim is { Length: > 0 } ? PostgresText.MakeStorable(claim) : null;
}
