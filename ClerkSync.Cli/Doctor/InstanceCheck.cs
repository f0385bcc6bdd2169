using ClerkSync.Cli.Settings;
using ClerkSync.Core;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Instance;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ClerkSync.Cli.Doctor;

/// <summary>Compares the Clerk instance recorded in the database with the instance of the key.</summary>
internal static class InstanceCheck
{
    private const string Check = "clerk instance";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Empty when the database cannot be reached, which another check reports.</summary>
    public static async Task<IReadOnlyList<Finding>> RunAsync(
        VerbSettings settings,
        CancellationToken cancellationToken
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await using var services = settings.CreateServices();
            return [await RunAsync(services, patience.Token)];
        }
        catch (Exception exception) when (exception is SettingException or NpgsqlException or TimeoutException)
        {
            return [];
        }
        catch (ClerkApiException exception)
        {
            return
            [
                exception.Kind == ClerkApiErrorKind.KeyRejected
                    ? Finding.Problem(Check, "Clerk rejects the key", ShownError.Describe(exception))
                    : Finding.Warning(Check, "Clerk does not answer", ShownError.Describe(exception)),
            ];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [Finding.Warning(Check, "Clerk does not answer", "Check the network and CLERK_API_URL.")];
        }
    }

    private static async Task<Finding> RunAsync(ServiceProvider services, CancellationToken cancellationToken)
    {
        var recorded = await services.GetRequiredService<InstanceTable>().FindAsync(cancellationToken);
        if (services.GetRequiredService<ClerkSyncSettings>().ClerkSecretKey is not null)
        {
            var keys = await services.GetRequiredService<ClerkInstance>().AskWhoseKeyAsync(cancellationToken);
            if (recorded is not null && recorded.ClerkId != keys)
            {
                return Finding.Problem(
                    Check,
                    $"{recorded.ClerkId}, but CLERK_SECRET_KEY belongs to {keys}",
                    new InstanceMismatch(recorded.ClerkId, keys).OfKey
                );
            }
        }

        return Finding.Ok(Check, recorded?.ClerkId ?? "none is recorded yet");
    }
}
