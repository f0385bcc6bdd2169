using ClerkSync.Core.Access.Checks;

namespace ClerkSync.Core.Access.Repairs;

/// <summary>The changes that approving an incident would make.</summary>
/// <param name="Table">The application's table; null when none is mapped.</param>
/// <param name="Written">The changes to columns of the account's row. Empty when a person makes every change.</param>
/// <param name="Left">The changes left to a person: in Clerk, in Stripe, or with a value that only a person can find.</param>
internal sealed record AccessRepair(
    AccessIncident Incident,
    SourceTable? Table,
    IReadOnlyList<AccessChange> Written,
    IReadOnlyList<AccessChange> Left
);

/// <summary>The result of approving a repair.</summary>
/// <param name="Reason">Why the repair was not written, as a sentence without values; empty when it was written.</param>
internal sealed record AccessApproval(AccessApprovalOutcome Outcome, string Reason = "");

internal enum AccessApprovalOutcome
{
    /// <summary>The repair was written and recorded in the ledger. A check of the account verifies it.</summary>
    Approved,

    /// <summary>A person makes the changes, in Clerk or in Stripe.</summary>
    ForPerson,

    /// <summary>A check has closed the incident.</summary>
    Closed,

    /// <summary>The incident now proposes other changes than those that were shown.</summary>
    Changed,

    /// <summary>No check has seen the incident for a day, so Stripe may have changed.</summary>
    Old,

    /// <summary>The row does not exist, or no longer has the values that the incident starts from.</summary>
    RowDiffers,

    /// <summary>Postgres rejected the values, or the role may not write them.</summary>
    Rejected,
}
