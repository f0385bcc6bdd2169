using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Webhooks;

/// <summary>Reads the rows of a history in the line format of <see cref="ExpectedState"/>.</summary>
internal static class StateRows
{
    public static async Task<IReadOnlyList<string>> ReadAsync(TestDatabase database, History history) =>
        [.. (await ReadWithVersionsAsync(database, history)).Select(row => row.Row)];

    /// <summary>Reads each row with a version that changes whenever the row is written.</summary>
    public static Task<IReadOnlyList<(string Row, string Version)>> ReadWithVersionsAsync(
        TestDatabase database,
        History history
    ) =>
        database.QueryAsync<(string Row, string Version)>(
            """
            select row, version
            from (
                select clerk_id, format('%s %s claims %s holds %s', clerk_id, first_name, primary_email, email) as row,
                    concat(xmin, ' ', updated_at) as version
                from users
                union all
                select clerk_id, format('%s %s', clerk_id, name), concat(xmin, ' ', updated_at)
                from organizations
                union all
                select clerk_id, format('%s %s %s %s', clerk_id, role, user_clerk_id, organization_clerk_id),
                    concat(xmin, ' ', updated_at)
                from organization_memberships
                where is_current
            ) as rows
            where split_part(clerk_id, '_', 2) = @Run
            order by row collate "C"
            """,
            new { Run = history.Messages.Select(message => message.Event.Id.Split('_')[1]).FirstOrDefault() }
        );
}
