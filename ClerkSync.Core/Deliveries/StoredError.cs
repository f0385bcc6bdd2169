using Npgsql;

namespace ClerkSync.Core.Deliveries;

/// <summary>The error of a failed or rejected delivery, in its parts.</summary>
/// <param name="SqlState">Null for a rejected delivery, whose error is a JSON path.</param>
/// <param name="Table">Null when Postgres names none.</param>
/// <param name="Constraint">The constraint or unique index that rejects the row; null when Postgres names none.</param>
/// <param name="Column">The column that must not be null; null for every other error.</param>
internal sealed record StoredError(
    FailureCause Cause,
    string? SqlState = null,
    string? Table = null,
    string? Constraint = null,
    string? Column = null
)
{
    private const int SqlStateLength = 5;

    /// <summary>Reads a SQLSTATE, a table and a constraint or column, or a JSON path.</summary>
    public static StoredError Read(string error)
    {
        var words = error.Split(' ', 3);
        var sqlState = words[0];
        if (
            sqlState.Length != SqlStateLength
            || !sqlState.All(letter => char.IsAsciiDigit(letter) || char.IsAsciiLetterUpper(letter))
        )
        {
            return new StoredError(FailureCause.InvalidPayload);
        }

        var cause = FailureCause.All.FirstOrDefault(cause =>
            cause.SqlStates.Any(state => sqlState.StartsWith(state, StringComparison.Ordinal))
        );
        var isColumn = sqlState == PostgresErrorCodes.NotNullViolation;
        var name = words.ElementAtOrDefault(2);
        return new StoredError(
            cause ?? FailureCause.InternalError,
            sqlState,
            words.ElementAtOrDefault(1),
            isColumn ? null : name,
            isColumn ? name : null
        );
    }
}
