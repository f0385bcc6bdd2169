using System.Security.Cryptography;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Sessions;
using ClerkSync.SimulatedClerk;

namespace ClerkSync.LocalHost.Up;

/// <summary>The simulated Clerk of a data folder.</summary>
internal static class LocalClerk
{
    private const int SecretLength = 24;

    /// <summary>What its clients need, before it runs; its keys are made the first time.</summary>
    public static ClerkAddress FindAddress(DataFolder data, LocalPort port)
    {
        var keys = ClerkKeys.Ensure(data.ClerkFolder);
        return new ClerkAddress($"http://127.0.0.1:{port.Number}", keys.SecretKey, keys.InstanceId);
    }

    /// <summary>Its instance; null when the folder has never had a simulated Clerk.</summary>
    public static string? FindInstanceId(DataFolder data) =>
        Directory.Exists(data.ClerkFolder) ? ClerkKeys.Ensure(data.ClerkFolder).InstanceId : null;

    /// <summary>The secret that signs its webhooks; made the first time.</summary>
    public static string EnsureWebhookSecret(DataFolder data) =>
        data.EnsureSecret(
            "webhook-secret",
            () => $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretLength))}"
        );

    /// <summary>Starts it.</summary>
    /// <exception cref="UpException">Another process uses its folder, or we may not write there.</exception>
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

/// <summary>What a client of a Clerk needs.</summary>
/// <param name="Url">Where its Backend API is, without <c>/v1</c>; also the issuer of its tokens.</param>
/// <param name="SecretKey">Opens it.</param>
/// <param name="InstanceId">Shaped like <c>ins_…</c>.</param>
internal sealed record ClerkAddress(string Url, string SecretKey, string InstanceId)
{
    /// <summary>The settings of a client, and of who checks its session tokens.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings =>
        [new(ClerkApiUrl.Setting, Url), new(ClerkSecretKey.Setting, SecretKey), new(ClerkIssuer.Setting, Url)];
}
