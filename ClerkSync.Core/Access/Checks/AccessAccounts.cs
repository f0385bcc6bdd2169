using System.Runtime.CompilerServices;
using System.Text.Json;
using ClerkSync.Core.Database;

namespace ClerkSync.Core.Access.Checks;

internal sealed record MappedAccount(
    string ClerkId,
    bool IsOrganization,
    IReadOnlyDictionary<string, JsonElement> Values
);

/// <summary>Streams the accounts of the mirror, and the application's rows for them.</summary>
internal sealed class AccessAccounts(DatabaseReader database)
{
    public async IAsyncEnumerable<MappedAccount> StreamAsync(
        AccessSettings settings,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (
            var account in StreamAsync("users", "where deleted_at is null", settings.Users, cancellationToken)
        )
        {
            yield return account;
        }

        if (settings.Organizations is { } organizations)
        {
            await foreach (var account in StreamAsync("organizations", "", organizations, cancellationToken))
            {
                yield return account;
            }
        }
    }

    /// <summary>Streams the application's rows. Selects only the mapped columns.</summary>
    /// <param name="settings">Must have passed <see cref="SourceCatalog.ReadAsync"/>: the names go into SQL.</param>
    public async IAsyncEnumerable<MappedAccount> StreamRowsAsync(
        AccessSettings settings,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var (mapping, isOrganization) in new[] { (settings.Users, false), (settings.Organizations, true) })
        {
            if (mapping?.Table is not { } table)
            {
                continue;
            }

            var key = SqlName.Quote(table.Key);
            var columns = mapping.Columns.Keys.Select(path => SqlName.Quote(table.FindColumn(path)!));
            var rows = database.StreamAsync<Row>(
                table.Role,
                $"""
                select clerksync_row.{key}::text as clerk_id, to_jsonb(clerksync_row)::text as json
                from (
                    select {string.Join(", ", columns.Append(key).Distinct())}
                    from {SqlName.Quote(table.Schema)}.{SqlName.Quote(table.Name)}
                    where {key} is not null
                ) as clerksync_row
                """,
                cancellationToken
            );
            await foreach (var row in rows)
            {
                yield return Map(row, isOrganization, json => AccessPath.ReadColumns(json, mapping));
            }
        }
    }

    private async IAsyncEnumerable<MappedAccount> StreamAsync(
        string table,
        string condition,
        AccessMapping mapping,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var rows = database.StreamAsync<Row>(
            $"select clerk_id, to_jsonb(account)::text as json from {table} account {condition}",
            cancellationToken
        );
        await foreach (var row in rows)
        {
            yield return Map(row, table == "organizations", json => AccessPath.ReadValues(json, table, mapping));
        }
    }

    private static MappedAccount Map(
        Row row,
        bool isOrganization,
        Func<JsonElement, Dictionary<string, JsonElement>> readValues
    )
    {
        using var json = JsonDocument.Parse(row.Json, new JsonDocumentOptions { MaxDepth = int.MaxValue });
        return new MappedAccount(
            row.ClerkId,
            isOrganization,
            readValues(json.RootElement).ToDictionary(value => value.Key, value => value.Value.Clone())
        );
    }

    private sealed record Row
    {
        public required string ClerkId { get; init; }

        public required string Json { get; init; }
    }
}
