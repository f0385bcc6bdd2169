using ClerkSync.Core.Access;
using ClerkSync.Core.Access.Checks;

namespace ClerkSync.Cli.Access;

/// <summary>Reads the paths that <c>access map</c> is given.</summary>
internal static class MappedPath
{
    /// <summary>The path as it is stored: a column of the application's table has the whole name of the table.</summary>
    /// <param name="path">As it was typed.</param>
    /// <param name="table">The application's table; null when the source is Clerk.</param>
    /// <param name="mirror">The mirror's table, whose columns may be mapped too.</param>
    /// <exception cref="UsageException">It is no path.</exception>
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
