using System.Text.Json.Serialization;
using ClerkSync.SimulatedClerk.Deliveries;

namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>One step of a stored change. Exactly one property is set.</summary>
internal sealed record JournalEntry
{
    public SimulatedUser? User { get; init; }
    public SimulatedOrganization? Organization { get; init; }
    public SimulatedMembership? Membership { get; init; }
    public SimulatedSession? Session { get; init; }

    /// <summary>The id of a deleted object.</summary>
    public string? Removed { get; init; }

    /// <summary>A message to deliver.</summary>
    public SimulatedMessage? Message { get; init; }

    /// <summary>The id of a message that needs no further attempt.</summary>
    public string? Settled { get; init; }

    /// <summary>Creates the entry of an object that was added or changed.</summary>
    public static JournalEntry Put(IClerkObject item) =>
        new()
        {
            User = item as SimulatedUser,
            Organization = item as SimulatedOrganization,
            Membership = item as SimulatedMembership,
            Session = item as SimulatedSession,
        };
}

[JsonSerializable(typeof(IReadOnlyList<JournalEntry>))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
internal sealed partial class JournalJson : JsonSerializerContext;
