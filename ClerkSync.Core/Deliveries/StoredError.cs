using ClerkSync.Core.Database;
using Npgsql;

namespace ClerkSync.Core.Deliveries;

/// <summary>The error of a failed or rejected delivery, in its parts.</summary>
/// <param name="SqlState">Null for a rejected delivery, whose error is a JSON path.</param>
/// <param name="Table">Null when Postgres names none.</param>
/// <param name="Constraint">The constraint or unique index that rejects the row; null when Postgres names none.</param>
/// <param name="Column">The column that must not be null; null for every other error.</param>
/// <param name="Domain">The domain that the constraint belongs to, or that must not be null; null for every other error.</param>
internal sealed record StoredError(
    FailureCause Cause,
    string? SqlState = null,
    string? Table = null,
    string? Constraint = null,
    string? Column = null,
    string? Domain = null
)
{
    private const int SqlStateLength = 5;

    /// <summary>Reads a SQLSTATE, a table or domain, and a constraint or column; or a JSON path.</summary>
    public static StoredError Read(string error)
    {
        var (sqlState, rest) = Cut(error);
        if (
            sqlState?.Length != SqlStateLength
            || !sqlState.All(letter => char.IsAsciiDigit(letter) || char.IsAsciiLetterUpper(letter))
        )
        {
            return new StoredError(FailureCause.InvalidPayload);
        }

        var cause = FailureCause.All.FirstOrDefault(cause =>
            cause.SqlStates.Any(state => sqlState.StartsWith(state, StringComparison.Ordinal))
        );
        var (relation, name) = Cut(rest);
        var isDomain = relation?.StartsWith(DatabaseErrors.DomainPrefix, StringComparison.Ordinal) == true;
        var isColumn = sqlState == PostgresErrorCodes.NotNullViolation;
        return new StoredError(
            cause ?? FailureCause.InternalError,
            sqlState,
            isDomain ? null : relation,
            isColumn ? null : name,
            isColumn ? name : null,
            isDomain ? relation![DatabaseErrors.DomainPrefix.Length..] : null
        );
    }

    /// <summary>The first word, and what follows it.</summary>
    private static (string? First, string? Following) Cut(string? text) =>
        text?.Split(' ', 2) is { } words ? (words[0], words.ElementAtOrDefault(1)) : (null, null);
}
