using ClerkSync.Core.Webhooks;

namespace ClerkSync.Core.Objects;

/// <summary>What one event, one object of a page or one caller wants to be written: a version of an object, or its deletion.</summary>
internal sealed record ObjectWrite
{
    /// <summary>The <see cref="ComparedRow"/> of an object that had no row.</summary>
    public const string NoRow = "";

    private ObjectWrite() { }

    /// <summary>The table that keeps the object; null if the delivery is only claimed.</summary>
    public ObjectTable? Table { get; private init; }

    public ClerkId Id { get; private init; }

    /// <summary>Null for a deletion.</summary>
    public IClerkVersion? Version { get; private init; }

    /// <summary>Orders what is said of one version: a page first, then events by their own time. Of a deletion, when it happened.</summary>
    public DateTimeOffset EventAt { get; private init; }

    /// <summary>Objects that it belongs to, as far as they are known.</summary>
    public IReadOnlyList<ClerkId> Owners { get; private init; } = [];

    /// <summary>The delivery that is claimed with it; null if there is none.</summary>
    public WebhookDelivery? Delivery { get; init; }

    /// <summary>
    /// For a repair, the row that was compared, as its <c>xmin</c>, or <see cref="NoRow"/>; nothing is written if it has changed since.
    /// Then the row may have the same version. Null if no repair asks for it.
    /// </summary>
    public string? ComparedRow { get; init; }

    /// <summary>Whether a user who is inserted gets what a sign-up brings.</summary>
    public bool IsSignUp { get; init; }

    /// <summary>A version that Clerk's API or a session token tells.</summary>
    public static ObjectWrite Create(ObjectTable table, IClerkVersion version) =>
        new()
        {
            Table = table,
            Id = version.Id,
            Version = version,
            EventAt = version.UpdatedAt,
            Owners = table.OwnersOf(version),
        };

    /// <summary>A version that an event tells.</summary>
    /// <param name="table">Keeps it.</param>
    /// <param name="version">The version.</param>
    /// <param name="sentAt">
    /// When Clerk sent the event. An event comes after what a page says of the same version; in whole seconds, or without a time, it
    /// would seem to be older than the version that it brings.
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

    /// <summary>Writes nothing; its delivery is claimed as ignored.</summary>
    public static ObjectWrite Nothing { get; } = new();
}
