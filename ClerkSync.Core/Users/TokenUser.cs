using ClerkSync.Core.Json;

namespace ClerkSync.Core.Users;

/// <summary>The data about the user in a verified session token. A claim that the token lacks is null.</summary>
public sealed record TokenUser
{
    /// <summary>Older than every version that Clerk can send.</summary>
    internal static readonly DateTimeOffset OrderZero = DateTimeOffset.UnixEpoch;

    /// <summary>Clerk's id: the token's <c>sub</c>.</summary>
    public required ClerkId ClerkId { get; init; }

    /// <summary>The primary email address. It becomes the row's email only if no other user has it.</summary>
    public string? Email { get; init; }

    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? Username { get; init; }
    public string? ImageUrl { get; init; }

    /// <summary>Returns only the id, so a log contains no personal data.</summary>
    public override string ToString() => ClerkId.Value;

    /// <summary>Creates a version that anything from Clerk overwrites.</summary>
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

    // A token template writes an empty claim for a value that the user does not have.
    private static string? Read(string? claim) => claim is { Length: > 0 } ? PostgresText.MakeStorable(claim) : null;
}
