using ClerkSync.Core.Deliveries;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Docs;

/// <summary>The causes of failures in <c>docs/operations.md</c> match the code.</summary>
public sealed class FailureCauseTests
{
    [Fact]
    public void Runbook_has_every_cause_and_no_other()
    {
        var rows = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "operations.md"))
            .SkipWhile(line => line != "## Causes of failures")
            .SkipWhile(line => !line.StartsWith("| --- ", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => line.StartsWith('|'));

        Assert.Equal(FailureCause.All.Select(Row), rows);
    }

    [Theory]
    [InlineData("23503 orders orders_user_fkey", "foreign_key_violation", "23503", "orders", "orders_user_fkey", null)]
    [InlineData("23514 users my check", "constraint_violation", "23514", "users", "my check", null)]
    [InlineData("23502 users region", "constraint_violation", "23502", "users", null, "region")]
    [InlineData(
        "23514 domain:short_name my_check",
        "constraint_violation",
        "23514",
        null,
        "my_check",
        null,
        "short_name"
    )]
    [InlineData("23502 domain:region", "constraint_violation", "23502", null, null, null, "region")]
    [InlineData("CS001 users", "rows_missing", "CS001", "users", null, null)]
    [InlineData("42P01", "trigger_failed", "42P01", null, null, null)]
    [InlineData("P0001", "trigger_failed", "P0001", null, null, null)]
    [InlineData("22001", "internal_error", "22001", null, null, null)]
    [InlineData("54000", "internal_error", "54000", null, null, null)]
    [InlineData("data $.updated_at", "invalid_payload", null, null, null, null)]
    [InlineData("envelope $", "invalid_payload", null, null, null, null)]
    public void Stored_error_has_the_expected_cause_and_parts(
        string error,
        string code,
        string? sqlState,
        string? table,
        string? constraint,
        string? column,
        string? domain = null
    )
    {
        var read = StoredError.Read(error);

        Assert.Equal(
            (code, sqlState, table, constraint, column, domain),
            (read.Cause.Code, read.SqlState, read.Table, read.Constraint, read.Column, read.Domain)
        );
    }

    /// <remarks>The first matching cause applies, so an SQLSTATE class must come after its individual SQLSTATEs.</remarks>
    [Fact]
    public void Every_SQLSTATE_of_a_cause_maps_to_that_cause() =>
        Assert.All(
            FailureCause.All.SelectMany(cause => cause.SqlStates.Select(state => (cause, state))),
            one => Assert.Equal(one.cause, StoredError.Read(one.state.PadRight(5, '0')).Cause)
        );

    private static string Row(FailureCause cause)
    {
        var states = cause.SqlStates.Select(state => state.Length == 5 ? state : $"{state}…");
        return $"| `{cause.Code}` | {(cause.SqlStates.Count == 0 ? "—" : string.Join(", ", states))} | {cause.Sentence} |";
    }
}
