using System.ComponentModel.DataAnnotations;

namespace ClerkSync.Core.Mirror;

/// <summary>One object in which the database differs from Clerk.</summary>
/// <param name="Table"><c>users</c>, <c>organizations</c> or <c>organization_memberships</c>.</param>
/// <param name="Kind"><c>missing</c> (only Clerk has it), <c>extra</c> (only the database has it) or <c>different</c>.</param>
/// <param name="Columns">The columns that differ, never their values; empty unless the kind is <c>different</c>.</param>
internal sealed record DriftFinding(
    string Table,
    string ClerkId,
    [property: AllowedValues(DriftFinding.Missing, DriftFinding.Extra, DriftFinding.Different)] string Kind,
    IReadOnlyList<string> Columns
)
{
    internal const string Missing = "missing";
    internal const string Extra = "extra";
    internal const string Different = "different";
}
