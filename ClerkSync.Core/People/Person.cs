using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.Json;
using ClerkSync.Core.Organizations;
using ClerkSync.Core.Users;

namespace ClerkSync.Core.People;

/// <summary>The recorded data and history of one user.</summary>
internal sealed record Person
{
    public required PersonRow Row { get; init; }

    /// <summary>Null when the row is deleted.</summary>
    public required PersonVersion? Version { get; init; }

    /// <summary>Absent unless it was requested. Each request is recorded.</summary>
    [JsonContent(typeof(JsonObject))]
    [JsonConverter(typeof(JsonTextConverter))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PrivateMetadata { get; init; }

    public required IReadOnlyList<PersonMembership> Memberships { get; init; }

    /// <summary>The last <see cref="Timeline.MostEntries"/>, newest first.</summary>
    public required IReadOnlyList<TimelineEntry> Timeline { get; init; }

    /// <summary>The open ones.</summary>
    public required IReadOnlyList<AccessIncident> Incidents { get; init; }
}

/// <summary>Which version of the user the row has.</summary>
/// <param name="Why">Where it came from, as a sentence.</param>
internal sealed record PersonVersion(DateTimeOffset ClerkUpdatedAt, DateTimeOffset ClerkEventAt, string Why);

/// <summary>Something that happened.</summary>
/// <param name="Kind">
/// <c>delivery</c>, <c>failure</c> for one that was not applied, <c>plan</c>, <c>credits</c>, <c>key</c> or <c>incident</c>.
/// </param>
/// <param name="Link">A page of the console; null when there is none.</param>
internal sealed record TimelineEntry(
    DateTimeOffset At,
    [property: AllowedValues("delivery", "failure", "plan", "credits", "key", "incident")] string Kind,
    string Text,
    string? Link = null
);
