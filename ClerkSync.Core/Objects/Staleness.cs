namespace ClerkSync.Core.Objects;

/// <summary>Decides in SQL which of two versions of one object is newer.</summary>
/// <remarks>
/// The order is (clerk_updated_at, clerk_event_at). An object from Clerk's API has clerk_event_at = clerk_updated_at, and an event a
/// later one, so an event wins at the same clerk_updated_at. At an exact tie the greater hash of the content wins, so the row does not
/// depend on the order of arrival; equal content writes nothing. Data from a session token has the time zero and replaces nothing.
/// </remarks>
internal static class Staleness
{
    /// <summary>A condition: the version <c>v</c> is newer than the row <c>r</c>.</summary>
    /// <param name="content">The columns that are compared at an exact tie.</param>
    public static string IsNewer(IEnumerable<string> content) =>
        $"""
            (v.clerk_updated_at, v.clerk_event_at) > (r.clerk_updated_at, r.clerk_event_at)
                            or (v.clerk_updated_at, v.clerk_event_at) = (r.clerk_updated_at, r.clerk_event_at)
                            and v.clerk_updated_at > 'epoch'
                            and {Hash("v", content)} > {Hash("r", content)}
            """;

    /// <summary>A hash that is the same in every session: jsonb and text have one text form, and times are converted to numbers.</summary>
    private static string Hash(string row, IEnumerable<string> content) =>
        $"sha256(convert_to(row({string.Join(", ", content.Select(column => Expression(row, column)))})::text, 'UTF8'))";

    // The text form of a time depends on the session's time zone.
    private static string Expression(string row, string column) =>
        column.EndsWith("_at", StringComparison.Ordinal) ? $"extract(epoch from {row}.{column})" : $"{row}.{column}";
}
