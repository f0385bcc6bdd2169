using System.Text.Json.Serialization;
using ClerkSync.Core.Users;

namespace ClerkSync.Core.Deliveries;

/// <summary>The failed and rejected deliveries with one error.</summary>
internal sealed record FailureGroup
{
    /// <summary>The code of the <see cref="FailureCause"/>.</summary>
    public required string Code { get; init; }

    /// <summary>Null for rejected deliveries.</summary>
    public required string? SqlState { get; init; }

    /// <summary>Postgres's name of the SQLSTATE, such as <c>check violation</c>; null when Postgres does not define it.</summary>
    public required string? SqlStateName { get; init; }

    /// <summary>Null when Postgres names none.</summary>
    public required string? Table { get; init; }

    /// <summary>The constraint or unique index that rejects the row. Null when Postgres names none.</summary>
    public required string? Constraint { get; init; }

    /// <summary>The column that must not be null. Null for every other error.</summary>
    public required string? Column { get; init; }

    /// <summary>
    /// The domain that <see cref="Constraint"/> belongs to, or that must not be null. Postgres then names no table. Null for every other
    /// error.
    /// </summary>
    public required string? Domain { get; init; }

    public required long Count { get; init; }

    /// <summary>How many of them can be replayed.</summary>
    public required long WithPayload { get; init; }

    /// <summary>When the first of their payloads expires; null when none is stored.</summary>
    public required DateTimeOffset? PayloadExpiresAt { get; init; }

    /// <summary>When the first of them arrived.</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>When the last of them arrived.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>What to do.</summary>
    public required string Sentence { get; init; }

    /// <summary>Selects these deliveries in a list or a replay.</summary>
    public required FailureFilter Filter { get; init; }

    /// <summary>Absent unless it was requested.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FailureDetails? Details { get; init; }
}

/// <param name="Cause">The error of the deliveries.</param>
internal sealed record FailureFilter(string Cause);

/// <summary>Details of a group of failures, from Postgres's catalog and the users table.</summary>
internal sealed record FailureDetails
{
    /// <summary>
    /// What rejects the rows: the constraint, the index, the column or the domain, or the triggers on the table. Empty when the error
    /// names none, or when it no longer exists. Null when the role may not read the catalog.
    /// </summary>
    public required IReadOnlyList<FailureRule>? Rules { get; init; }

    /// <summary>How many users or other objects the deliveries are about.</summary>
    public required long AffectedCount { get; init; }

    /// <summary>The Clerk ids of those whose deliveries arrived last, at most three.</summary>
    public required IReadOnlyList<string> Affected { get; init; }

    /// <summary>Those of <see cref="Affected"/> that have a row.</summary>
    public required IReadOnlyList<FoundPerson> People { get; init; }
}

/// <param name="Name">The constraint, index, column, domain or trigger.</param>
/// <param name="Definition">As SQL, as Postgres prints it.</param>
internal sealed record FailureRule(string Name, string Definition);
