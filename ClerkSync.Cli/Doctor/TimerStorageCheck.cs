using ClerkSync.AspNetCore.Functions;
using ClerkSync.Cli.Settings;

namespace ClerkSync.Cli.Doctor;

/// <summary>Checks for the storage that the Functions host needs for timers. Without it the host starts, but no timer fires.</summary>
/// <remarks>Source: Microsoft Learn, "App settings reference for Azure Functions", AzureWebJobsStorage.</remarks>
internal static class TimerStorageCheck
{
    /// <summary>The setting with the connection string.</summary>
    public const string Setting = "AzureWebJobsStorage";

    // Set wherever the Functions host runs a worker.
    private const string RuntimeSetting = "FUNCTIONS_WORKER_RUNTIME";

    private static readonly string[] Timers =
    [
        "ClerkSyncPurgeDeliveries",
        "ClerkSyncCheckDrift",
        "ClerkSyncCheckAccess",
        "ClerkSyncResumeRuns",
    ];

    // Any of these connects to the storage account with an identity instead of a connection string.
    private static readonly string[] IdentitySettings =
    [
        $"{Setting}__accountName",
        $"{Setting}__blobServiceUri",
        $"{Setting}__serviceUri",
    ];

    /// <summary>Checks whether timers can fire. Does not connect to the storage.</summary>
    public static Finding Run(VerbSettings settings)
    {
        if (IdentitySettings.Prepend(Setting).FirstOrDefault(name => settings.FindOrigin(name) is not null) is { } name)
        {
            return Finding.Ok(
                Setting,
                name == Setting ? "set: the timers have their storage" : $"{name} is set: the timers have their storage"
            );
        }

        if (settings.FindOrigin(RuntimeSetting) is null)
        {
            return Finding.Ok(Setting, "not set: only the Functions host needs it; up runs the timers without it");
        }

        return Timers.All(timer => FunctionSettings.IsDisabled(settings.Configuration, timer))
            ? Finding.Ok(Setting, "not set, and the timers are disabled")
            : Finding.Warning(
                Setting,
                "not set: the Functions host shows the timers as started, but they never fire",
                $"Set {Setting}, or disable the timers by setting each of these to true: {string.Join(", ", Timers.Select(FunctionSettings.Disabled))}. If they are disabled, payloads are not purged, neither drift nor access is checked, and interrupted runs are not resumed."
            );
    }
}
