using ClerkSync.Core.Access.Checks;

namespace ClerkSync.Core.Access.Repairs;

/// <summary>What approving an incident does.</summary>
/// <param name="Incident">The incident.</param>
/// <param name="Table">The application's table; null when none is mapped.</param>
/// <param name="Written">The columns of the account's row that are written. None when a person makes every change.</param>
/// <param name="Left">The changes that are left to a person: in Clerk, in Stripe, or of a value that only a person can know.</param>
internal sealed record AccessRepair(
    AccessIncident Incident,
    SourceTable? Table,
    IReadOnlyList<AccessChange> Written,
    IReadOnlyList<AccessChange> Left
);

/// <summary>What became of an approval.</summary>
/// <param name="Outcome">Whether it was written.</param>
/// <param name="Reason">Why it was not, as a sentence without values; empty when it was.</param>
internal sealed record AccessApproval(AccessApprovalOutcome Outcome, string Reason = "");

/// <summary>Whether a repair was written.</summary>
internal enum AccessApprovalOutcome
{
    /// <summary>It was, and the ledger says so. A check of the account verifies it.</summary>
    Approved,

    /// <summary>A person makes the changes, in Clerk or in Stripe.</summary>
    ForPerson,

    /// <summary>A check has closed the incident.</summary>
    Closed,

    /// <summary>The incident proposes other changes than those that were shown.</summary>
    Changed,

    /// <summary>No check has seen it for a day: Stripe may say something else by now.</summary>
    Old,

    /// <summary>The row is not there, or no longer has the values that the incident starts from.</summary>
    RowDiffers,

    /// <summary>Postgres rejects the values or the right to write them.</summary>
    Rejected,
}
