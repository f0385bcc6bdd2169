using System.Net;
using System.Text.Json.Serialization;
using ClerkSync.Core;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.Access.Connections;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.StripeApi;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops.Access;

/// <summary><c>POST /api/access/connection</c>: tests a key. Only <c>up</c> stores it.</summary>
public sealed class ConnectAccess(AccessOperations access, ILogger<ConnectAccess> logger)
{
    // Leaves time to answer within ten seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>Returns whether the key is the configured one and which setting it belongs in. Under <c>up</c>, stores it there.</summary>
    [Function("ClerkSyncConnectAccess")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "access/connection")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                var body = await request.ReadJsonAsync(AccessRouteJson.Default.ConnectionBody, cancellationToken);
                try
                {
                    var key = await access.Connections.TestAsync(
                        body.Service,
                        body.Key,
                        hasDatabase: true,
                        Patience,
                        cancellationToken
                    );
                    var keeper = request.FunctionContext.InstanceServices.GetService<KeyKeeper>();
                    return await request.CreateJsonAsync(
                        HttpStatusCode.OK,
                        Answer(body.Service, key, keeper),
                        AccessRouteJson.Default.ConnectionAnswer
                    );
                }
                catch (Exception exception)
                    when (exception
                            is SettingException
                                or ClerkApiException { Kind: ClerkApiErrorKind.KeyRejected }
                                or StripeApiException
                                {
                                    Kind: StripeApiErrorKind.KeyRejected or StripeApiErrorKind.NotPermitted
                                }
                    )
                {
                    return await request.CreateProblemAsync(
                        new(HttpStatusCode.UnprocessableEntity, "key_rejected", ShownError.Describe(exception))
                    );
                }
            }
        );

    private static ConnectionAnswer Answer(AccessService service, TestedKey key, KeyKeeper? keeper)
    {
        if (key.IsConfigured)
        {
            return new(service, ConnectionStatus.Connected, key.Setting, key.Shown, $"{key}. {key.Promise}");
        }

        if (keeper is null)
        {
            return new(
                service,
                ConnectionStatus.NotConfigured,
                key.Setting,
                key.Shown,
                $"{service} accepts the key, but it is not the configured one. It was not stored: set {key.Setting} and restart."
            );
        }

        keeper.Keep(key);
        return new(
            service,
            ConnectionStatus.Kept,
            key.Setting,
            key.Shown,
            $"{service} accepts the key. It is stored as {key.Setting} in {keeper.Place}; restart \"up\" to use it."
        );
    }
}

/// <param name="Key">Such as <c>sk_test_…</c> or <c>sk_live_…</c>; for Stripe also <c>rk_test_…</c> or <c>rk_live_…</c>.</param>
internal sealed record ConnectionBody(string Key, AccessService Service = AccessService.Clerk);

/// <summary>The body of a 200.</summary>
/// <param name="Setting">The setting that holds such a key.</param>
/// <param name="Key">The key's prefix and its last four characters.</param>
/// <param name="Detail">A sentence for a person.</param>
internal sealed record ConnectionAnswer(
    AccessService Service,
    ConnectionStatus Status,
    string Setting,
    string Key,
    string Detail
);

internal enum ConnectionStatus
{
    /// <summary>The key is the configured one.</summary>
    [JsonStringEnumMemberName("connected")]
    Connected,

    /// <summary>The service accepts the key, but another key or none is configured.</summary>
    [JsonStringEnumMemberName("not_configured")]
    NotConfigured,

    /// <summary>The service accepts the key, and the next <c>up</c> uses it.</summary>
    [JsonStringEnumMemberName("kept")]
    Kept,
}
