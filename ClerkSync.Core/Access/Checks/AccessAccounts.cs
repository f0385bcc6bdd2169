using System.Runtime.CompilerServices;
using System.Text.Json;
using ClerkSync.Core.Database;

namespace ClerkSync.Core.Access.Checks;

/// <summary>An account with its mapped values.</summary>
internal sealed record MappedAccount(
    string ClerkId,
    bool IsOrganization,
    IReadOnlyDictionary<string, JsonElement> Values
);

/// <summary>Reads the accounts of the mirror, row by row.</summary>
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
            using var json = JsonDocument.Parse(row.Json, new JsonDocumentOptions { MaxDepth = int.MaxValue });
            var values = AccessPath.ReadValues(json.RootElement, table, mapping);
            yield return new MappedAccount(
                row.ClerkId,
                table == "organizations",
                values.ToDictionary(value => value.Key, value => value.Value.Clone())
            );
        }
    }

    private sealed record Row
    {
        public required string ClerkId { get; init; }

        public required string Json { get; init; }
    }
}
