using System.Text.Json;
using ClerkSync.Core.Database;

namespace ClerkSync.Core.Access.Checks;

/// <summary>The single row of <c>access_settings</c>.</summary>
internal sealed class AccessSettingsTable(DatabaseReader reader, DatabaseWriter writer)
{
    /// <summary>Null when nothing is mapped yet.</summary>
    public async Task<AccessSettings?> FindAsync(CancellationToken cancellationToken) =>
        await reader.FindAsync<string>("select settings::text from access_settings", null, cancellationToken)
            is { } json
            ? JsonSerializer.Deserialize(json, AccessJson.Default.AccessSettings)
            : null;

    public Task SaveAsync(AccessSettings settings, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            transaction =>
                transaction.ExecuteAsync(
                    """
                    insert into access_settings (settings) values (@json::jsonb)
                    on conflict (is_only) do update set settings = excluded.settings, updated_at = now()
                    """,
                    new { json = JsonSerializer.Serialize(settings, AccessJson.Default.AccessSettings) }
                ),
            cancellationToken
        );
}
