namespace ClerkSync.Core.Database;

/// <summary>Quotes names of tables, columns and roles in SQL, where parameters are not allowed.</summary>
internal static class SqlName
{
    /// <summary>Quotes a name, with any characters in it.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
