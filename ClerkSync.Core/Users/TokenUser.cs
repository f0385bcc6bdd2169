using ClerkSync.Core.Json;

namespace ClerkSync.Core.Users;

/// <summary>What a verified session token tells of its user; null where it does not tell.</summary>
internal sealed record TokenUser
{
    /// <summary>Older than every version that Clerk can send.</summary>
    public static readonly DateTimeOffset OrderZero = DateTimeOffset.UnixEpoch;

    public required ClerkId ClerkId { get; init; }
    public string? Email { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? Username { get; init; }
    public string? ImageUrl { get; init; }

    /// <summary>The least that a row can be; whatever Clerk sends of the user overrides it.</summary>
    public ClerkUser ToClerkUser() =>
        new()
        {
            Id = ClerkId,
            PrimaryEmail = Read(Email),
            FirstName = Read(FirstName),
            LastName = Read(LastName),
            Username = Read(Username),
            ImageUrl = Read(ImageUrl),
            UpdatedAt = OrderZero,
            EventAt = OrderZero,
        };

    // A token's template makes an empty claim of what the user does not have.
    private static string? Read(string? claim) => claim is { Length: > 0 } ? PostgresText.MakeStorable(claim) : null;
}
