using ClerkSync.Core.Access;
using ClerkSync.Core.Access.Checks;

namespace ClerkSync.Cli.Access;

/// <summary>Parses the paths given to <c>access map</c>.</summary>
internal static class MappedPath
{
    /// <summary>Returns the path as it is stored: for a column of the application's table, with the table's full name.</summary>
    /// <param name="path">The path as it was typed.</param>
    /// <param name="table">The application's table; null when the source is Clerk.</param>
    /// <param name="mirror">The mirror's table, whose columns may also be mapped.</param>
    /// <exception cref="UsageException">The text is not a path.</exception>
    public static string Parse(string path, SourceTable? table, string mirror)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var (container, key) = dot < 0 ? ("", path) : (path[..dot], path[(dot + 1)..]);
        return key.Length > 0 && (MappingRules.IsMetadata(path) || (table is null && container == mirror)) ? path
            : table is not null && (container == "" || container == table.Name) && key.Length > 0 ? table.PathOf(key)
            : table?.FindColumn(path) is { Length: > 0 } || (key.Length > 0 && container == mirror) ? path
            : throw new UsageException(MappingRules.DescribePaths(table, mirror));
    }
}
