using System.Security.Cryptography;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Sessions;
using ClerkSync.SimulatedClerk;

namespace ClerkSync.LocalHost.Up;

/// <summary>The simulated Clerk of a data folder.</summary>
internal static class LocalClerk
{
    private const int SecretLength = 24;

    /// <summary>The settings that clients need, before the server runs. Creates its keys on the first call.</summary>
    public static ClerkAddress FindAddress(DataFolder data, LocalPort port)
    {
        var keys = ClerkKeys.Ensure(data.ClerkFolder);
        return new ClerkAddress($"http://127.0.0.1:{port.Number}", keys.SecretKey, keys.InstanceId);
    }

    /// <summary>The id of the simulated instance; null when the folder has never had a simulated Clerk.</summary>
    public static string? FindInstanceId(DataFolder data) =>
        Directory.Exists(data.ClerkFolder) ? ClerkKeys.Ensure(data.ClerkFolder).InstanceId : null;

    /// <summary>The secret that signs webhooks. Creates it on the first call.</summary>
    public static string EnsureWebhookSecret(DataFolder data) =>
        data.EnsureSecret(
            "webhook-secret",
            () => $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretLength))}"
        );

    /// <exception cref="UpException">Another process uses the folder, or it is not writable.</exception>
    public static async Task<SimulatedClerkServer> StartAsync(
        DataFolder data,
        LocalPort port,
        Uri endpoint,
        string webhookSecret,
        ShownRows? rows,
        CancellationToken cancellationToken
    )
    {
        var options = new SimulatedClerkOptions
        {
            Port = port.Number,
            Socket = port.Socket,
            DataFolder = data.ClerkFolder,
            Endpoint = endpoint,
            WebhookSecret = webhookSecret,
            AccountPage = new Uri(endpoint, "../account/"),
            ReadRowsAsync = rows is null ? null : rows.ReadAsync,
        };
        try
        {
            return await SimulatedClerkServer.StartAsync(options, cancellationToken);
        }
        catch (SimulatedClerkException exception)
        {
            throw new UpException(exception.Message);
        }
    }
}

/// <summary>The settings that a client of a Clerk needs.</summary>
/// <param name="Url">The URL of the Backend API without <c>/v1</c>. Also the issuer of session tokens.</param>
/// <param name="InstanceId">Shaped like <c>ins_…</c>.</param>
internal sealed record ClerkAddress(string Url, string SecretKey, string InstanceId)
{
    /// <summary>The settings of clients and of verifiers of session tokens.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings =>
        [new(ClerkApiUrl.Setting, Url), new(ClerkSecretKey.Setting, SecretKey), new(ClerkIssuer.Setting, Url)];
}
