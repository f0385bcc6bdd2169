using ClerkSync.Cli.Settings;
using ClerkSync.Core;
using ClerkSync.Core.Database;
using ClerkSync.Core.Instance;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ClerkSync.Cli.Trigger;

/// <summary>Finds the Clerk instance that the endpoint's database belongs to.</summary>
internal static class TriggerInstance
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <returns>
    /// Null when the database is not configured, does not answer, or belongs to no instance. An event without an instance is accepted.
    /// </returns>
    public static async Task<string?> FindAsync(VerbSettings settings, CancellationToken cancellationToken)
    {
        if (settings.FindOrigin(DatabaseSettings.UrlSetting) is null)
        {
            return null;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await using var services = settings.CreateServices();
            return (await services.GetRequiredService<InstanceTable>().FindAsync(patience.Token))?.ClerkId;
        }
        catch (Exception exception)
            when (exception is SettingException or NpgsqlException or TimeoutException or OperationCanceledException
                && !cancellationToken.IsCancellationRequested
            )
        {
            return null;
        }
    }
}
