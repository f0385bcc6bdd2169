namespace ClerkSync.Core.Database;

/// <summary>The order of two versions of one object, in SQL.</summary>
/// <remarks>
/// It is (clerk_updated_at, clerk_event_at). A page of Clerk's API has clerk_event_at = clerk_updated_at, an event a later one, so that
/// an event wins over a page of the same version. At an exact tie the greater hash of the content wins, so that the row never depends on
/// which came first; the same content writes nothing.
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

    /// <summary>A condition on <c>excluded</c>: it is newer than the row, or for <c>@IsRepair</c> of the same version.</summary>
    /// <param name="row">Name of the table.</param>
    /// <param name="content">Expressions that make up the content, with <c>{0}</c> for the row's name.</param>
    public static string MayReplace(string row, string content) =>
        $"(@IsRepair and excluded.clerk_updated_at = {row}.clerk_updated_at) or {IsNewer("excluded", row, content)}";

    /// <summary>
    /// The event's time of a row that <c>excluded</c> replaces. A repair of the same version keeps the later one, or an event of that
    /// version that comes late would be taken for newer.
    /// </summary>
    public static string EventAt(string row) =>
        $"""
            greatest(
                    excluded.clerk_event_at,
                    case when {row}.clerk_updated_at = excluded.clerk_updated_at then {row}.clerk_event_at end)
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
