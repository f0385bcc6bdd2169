namespace ClerkSync.Core.Database;

/// <summary>Names of tables, columns and roles in SQL, where no parameter can stand.</summary>
internal static class SqlName
{
    /// <summary>A name in quotes, whatever letters it has.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
