using ClerkSync.Core.Webhooks;

namespace ClerkSync.Core.Objects;

/// <summary>One write, requested by an event, an object of a page, or a caller: a version of an object, or its deletion.</summary>
internal sealed record ObjectWrite
{
    /// <summary>The <see cref="ComparedRow"/> of an object that had no row.</summary>
    public const string NoRow = "";

    private ObjectWrite() { }

    /// <summary>The object's table; null if the delivery is only claimed.</summary>
    public ObjectTable? Table { get; private init; }

    public ClerkId Id { get; private init; }

    /// <summary>Null for a deletion.</summary>
    public IClerkVersion? Version { get; private init; }

    /// <summary>The order within one version: Clerk's API first, then events by their own time. For a deletion, its time.</summary>
    public DateTimeOffset EventAt { get; private init; }

    /// <summary>The ids of objects that it belongs to, as far as known.</summary>
    public IReadOnlyList<ClerkId> Owners { get; private init; } = [];

    /// <summary>The delivery to claim in the same statement; null if there is none.</summary>
    public WebhookDelivery? Delivery { get; init; }

    /// <summary>
    /// For a repair, the <c>xmin</c> of the compared row, or <see cref="NoRow"/>. Nothing is written if the row has changed since; a row
    /// with the same version is overwritten. Null unless it is a repair.
    /// </summary>
    public string? ComparedRow { get; init; }

    /// <summary>Whether an inserted user gets the effects of a sign-up, such as an API key.</summary>
    public bool IsSignUp { get; init; }

    /// <summary>Creates a write from Clerk's API or a session token.</summary>
    public static ObjectWrite Create(ObjectTable table, IClerkVersion version) =>
        new()
        {
            Table = table,
            Id = version.Id,
            Version = version,
            EventAt = version.UpdatedAt,
            Owners = table.OwnersOf(version),
        };

    /// <summary>Creates a write from an event.</summary>
    /// <param name="sentAt">
    /// When Clerk sent the event. At the same version, an event wins over an object from Clerk's API: its time is at least one microsecond
    /// after the version, because a time in whole seconds, or no time, would make it seem older than its version.
    /// </param>
    public static ObjectWrite Create(ObjectTable table, IClerkVersion version, DateTimeOffset? sentAt) =>
        Create(table, version) with
        {
            EventAt = sentAt > version.UpdatedAt ? sentAt.Value : version.UpdatedAt.AddMicroseconds(1),
        };

    public static ObjectWrite Delete(
        ObjectTable table,
        ClerkId id,
        DateTimeOffset deletedAt,
        IReadOnlyList<ClerkId> owners
    ) =>
        new()
        {
            Table = table,
            Id = id,
            EventAt = deletedAt,
            Owners = owners,
        };

    /// <summary>Writes nothing; the delivery is claimed as ignored.</summary>
    public static ObjectWrite Nothing { get; } = new();
}
