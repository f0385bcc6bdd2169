namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>The values of a new user.</summary>
internal sealed record NewUser
{
    /// <summary>The first address becomes the primary one.</summary>
    public IReadOnlyList<string> Emails { get; init; } = [];

    /// <summary>The first number becomes the primary one.</summary>
    public IReadOnlyList<string> Phones { get; init; } = [];
    public string? Username { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? ExternalId { get; init; }
    public bool HasPassword { get; init; }
    public bool Banned { get; init; }
    public bool Locked { get; init; }
    public Metadata Metadata { get; init; } = Metadata.Empty;

    /// <summary>Epoch milliseconds; null means now.</summary>
    public long? CreatedAt { get; init; }

    /// <summary>Creates the user with new ids.</summary>
    /// <param name="now">Epoch milliseconds.</param>
    public SimulatedUser ToUser(long now)
    {
        var emails = Identify(Emails, now);
        var phones = Identify(Phones, now);
        return new SimulatedUser
        {
            Id = SimulatedIds.Draw("user"),
            ExternalId = ExternalId,
            Username = Username,
            FirstName = FirstName,
            LastName = LastName,
            Emails = emails,
            PrimaryEmailId = emails.FirstOrDefault()?.Id,
            Phones = phones,
            PrimaryPhoneId = phones.FirstOrDefault()?.Id,
            Metadata = Metadata,
            HasPassword = HasPassword,
            Banned = Banned,
            Locked = Locked,
            CreatedAt = CreatedAt ?? now,
            UpdatedAt = now,
        };
    }

    private static Identification[] Identify(IReadOnlyList<string> values, long now) =>
        [
            .. values.Select(value => new Identification
            {
                Id = SimulatedIds.Draw("idn"),
                Value = value,
                CreatedAt = now,
            }),
        ];
}
