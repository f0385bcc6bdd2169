using System.Text.Json;
using ClerkSync.Core.Database;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.Access.Fields;

/// <summary>
/// Lists the metadata fields of the accounts with metadata that changed most recently, to find where an application stores what people
/// may use.
/// </summary>
internal sealed class AccessFieldReader(DatabaseReader database)
{
    private const int MostAccounts = 200;

    /// <param name="ofOrganizations">Whether to read organizations instead of users.</param>
    public async Task<AccessFieldReport> ReadAsync(bool ofOrganizations, CancellationToken cancellationToken)
    {
        var sql = ofOrganizations
            ? """
                select jsonb_build_object('public_metadata', public_metadata, 'private_metadata', private_metadata)::text
                from organizations
                where (public_metadata, private_metadata) <> ('{}', '{}')
                order by clerk_updated_at desc
                limit @MostAccounts
                """
            : """
                select jsonb_build_object(
                    'public_metadata', public_metadata, 'private_metadata', private_metadata, 'unsafe_metadata', unsafe_metadata
                )::text
                from users
                where deleted_at is null
                    and (public_metadata, private_metadata, unsafe_metadata) <> ('{}', '{}', '{}')
                order by clerk_updated_at desc
                limit @MostAccounts
                """;
        var tally = new FieldTally();
        foreach (var row in await database.QueryAsync<string>(sql, new { MostAccounts }, cancellationToken))
        {
            using var json = JsonDocument.Parse(row, JsonText.Options);
            tally.Add(json.RootElement);
        }

        return tally.ToReport(ofOrganizations ? "organizations" : "users");
    }
}
