namespace ClerkSync.Core.Database;

/// <summary>The order of two versions of one object, in SQL.</summary>
/// <remarks>
/// It is (clerk_updated_at, clerk_event_at). At an exact tie the greater hash of the content wins, so that the row never depends
/// on which came first; the same content writes nothing.
/// </remarks>
internal static class VersionOrder
{
    /// <summary>A condition: <paramref name="left"/> is newer than <paramref name="right"/>.</summary>
    /// <param name="left">Name of a row in the statement.</param>
    /// <param name="right">Name of another.</param>
    /// <param name="content">Expressions that make up the content, with <c>{0}</c> for the row's name.</param>
    public static string IsNewer(string left, string right, string content) =>
        $"""
            ({left}.clerk_updated_at, {left}.clerk_event_at) > ({right}.clerk_updated_at, {right}.clerk_event_at)
                or ({left}.clerk_updated_at, {left}.clerk_event_at) = ({right}.clerk_updated_at, {right}.clerk_event_at)
                and {Hash(left, content)} > {Hash(right, content)}
            """;

    /// <summary>What to order by so that the newest version comes first.</summary>
    /// <param name="row">Name of the row in the statement.</param>
    /// <param name="key">Columns that tell whose versions are compared; one alone needs no hash.</param>
    /// <param name="content">Expressions that make up the content, with <c>{0}</c> for the row's name.</param>
    public static string NewestFirst(string row, string key, string content) =>
        $"""
            {row}.clerk_updated_at desc, {row}.clerk_event_at desc,
                    case when count(*) over (partition by {key}) > 1 then {Hash(row, content)} end desc
            """;

    /// <summary>A hash that is the same in every session, if the content holds no time zone and no collation.</summary>
    private static string Hash(string row, string content) =>
        $"sha256(convert_to(row({content.Replace("{0}", row, StringComparison.Ordinal)})::text, 'UTF8'))";
}
