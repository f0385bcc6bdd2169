using System.Collections.Frozen;
using System.Reflection;
using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>Postgres's names of its errors, as words.</summary>
/// <remarks>Source: PostgreSQL documentation, appendix A. Npgsql has them as constants.</remarks>
internal static class SqlStateNames
{
    private static readonly FrozenDictionary<string, string> Names = typeof(PostgresErrorCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .DistinctBy(field => field.GetRawConstantValue())
        .ToFrozenDictionary(field => (string)field.GetRawConstantValue()!, field => ToWords(field.Name));

    /// <summary>Returns <c>check violation</c> for <c>23514</c>; null for a code that Postgres does not define.</summary>
    public static string? Find(string sqlState) => Names.GetValueOrDefault(sqlState);

    private static string ToWords(string name) =>
        string.Concat(name.Select((letter, i) => i > 0 && char.IsAsciiLetterUpper(letter) ? $" {letter}" : $"{letter}"))
            .ToLowerInvariant();
}
