using ClerkSync.Core.Deliveries;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Docs;

/// <summary>The causes of failures in <c>docs/operations.md</c> are those of the code.</summary>
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
    [InlineData("23503 orders orders_user_fkey", "foreign_key_violation", "23503", "orders", "orders_user_fkey")]
    [InlineData("23514 users my check", "constraint_violation", "23514", "users", "my check")]
    [InlineData("CS001 users", "rows_missing", "CS001", "users", null)]
    [InlineData("42P01", "trigger_failed", "42P01", null, null)]
    [InlineData("P0001", "trigger_failed", "P0001", null, null)]
    [InlineData("22001", "internal_error", "22001", null, null)]
    [InlineData("data $.updated_at", "invalid_payload", null, null, null)]
    [InlineData("envelope $", "invalid_payload", null, null, null)]
    public void Error_has_its_cause(string error, string code, string? sqlState, string? table, string? constraint)
    {
        var read = FailureCause.Read(error);

        Assert.Equal(
            (code, sqlState, table, constraint),
            (read.Cause.Code, read.SqlState, read.Table, read.Constraint)
        );
    }

    private static string Row(FailureCause cause)
    {
        var states = cause.SqlStates.Select(state => state.Length == 5 ? state : $"{state}…");
        return $"| `{cause.Code}` | {(cause.SqlStates.Count == 0 ? "—" : string.Join(", ", states))} | {cause.Sentence} |";
    }
}
