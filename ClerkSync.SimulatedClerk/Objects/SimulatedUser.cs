namespace ClerkSync.SimulatedClerk.Objects;

internal sealed record SimulatedUser : IClerkObject
{
    public required string Id { get; init; }
    public string? ExternalId { get; init; }
    public string? Username { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public IReadOnlyList<Identification> Emails { get; init; } = [];
    public string? PrimaryEmailId { get; init; }
    public IReadOnlyList<Identification> Phones { get; init; } = [];
    public string? PrimaryPhoneId { get; init; }

    /// <summary>Null means the default image.</summary>
    public string? ImageUrl { get; init; }
    public Metadata Metadata { get; init; } = Metadata.Empty;
    public bool HasPassword { get; init; }
    public bool Banned { get; init; }
    public bool Locked { get; init; }
    public long? LastSignInAt { get; init; }
    public long? LastActiveAt { get; init; }
    public required long CreatedAt { get; init; }
    public required long UpdatedAt { get; init; }

    public string? FindPrimaryEmail() => Emails.FirstOrDefault(email => email.Id == PrimaryEmailId)?.Value;

    public string? FindPrimaryPhone() => Phones.FirstOrDefault(phone => phone.Id == PrimaryPhoneId)?.Value;

    /// <summary>
    /// Returns what identifies the user to other people: the email, else the phone number, else the user name; null
    /// when the user has none of them.
    /// </summary>
    public string? FindIdentifier() => FindPrimaryEmail() ?? FindPrimaryPhone() ?? Username;

    IClerkObject IClerkObject.ChangedAt(long updatedAt) => this with { UpdatedAt = updatedAt };
}

/// <summary>An email address or a phone number of a user.</summary>
internal sealed record Identification
{
    public required string Id { get; init; }
    public required string Value { get; init; }
    public bool Verified { get; init; } = true;
    public required long CreatedAt { get; init; }
}
