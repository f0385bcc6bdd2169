using System.Net;
using ClerkSync.SimulatedClerk.Api;
using ClerkSync.SimulatedClerk.Deliveries;
using ClerkSync.SimulatedClerk.Hosting;
using ClerkSync.SimulatedClerk.Objects;
using ClerkSync.SimulatedClerk.Page;
using ClerkSync.SimulatedClerk.Simulate;
using ClerkSync.SimulatedClerk.Tokens;
using ClerkSync.SimulatedPages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.SimulatedClerk;

/// <summary>
/// A simulated Clerk on this machine, with Backend API, session tokens and webhooks, for clients written for the real
/// one.
/// </summary>
public sealed class SimulatedClerkServer : IAsyncDisposable
{
    // Clerk allows at most 8 KB of metadata.
    private const long MaxBodyLength = 1024 * 1024;

    private readonly WebApplication _app;
    private readonly Journal? _journal;
    private readonly TokenSigner _key;
    private readonly Knobs _knobs;
    private readonly PageLink _pageLink;

    private SimulatedClerkServer(SimulatedClerkOptions options, Journal? journal)
    {
        var keys = ClerkKeys.Ensure(options.DataFolder);
        InstanceId = options.InstanceId ?? keys.InstanceId;
        _journal = journal;
        _app = CreateApp(options);
        _key = new TokenSigner(InstanceId, keys.SigningKeyPem);
        _knobs = new Knobs(options.Settings);
        var sender = options.Endpoint is { } endpoint
            ? new WebhookSender(endpoint, options.WebhookSecret!, options.Time)
            : null;
        Deliveries = new DeliveryService(sender, _knobs, options.Time) { Settled = id => State!.Settle(id) };
        State = new ClerkState(InstanceId, journal, Deliveries, options.Time);
        SecretKey = keys.SecretKey;
        _pageLink = new PageLink(keys.SecretKey);
        Users = new Users(State);
        Organizations = new Organizations(State);
        Memberships = new Memberships(State);
        Sessions = new Sessions(State);
        Tokens = new SessionTokens(State, _key, _knobs, () => BaseUrl, options.Time);
        MapRoutes(options);
    }

    /// <summary>
    /// The base URL of the Backend API, and the issuer of session tokens. For <c>CLERK_API_URL</c> and
    /// <c>CLERK_ISSUER</c>.
    /// </summary>
    public string BaseUrl { get; private set; } = "";

    /// <summary>
    /// The link to the page. It gives the key to the first browser that opens it. After that, the page asks for the
    /// key.
    /// </summary>
    public string PageUrl => _pageLink.AppendTo(BaseUrl);

    /// <summary>The key of the Backend API, for <c>CLERK_SECRET_KEY</c>.</summary>
    public string SecretKey { get; }

    /// <summary>The public key of session tokens in PEM format, for <c>CLERK_JWT_KEY</c>.</summary>
    public string JwtKey => _key.PublicKeyPem;

    /// <summary>The id of the instance, shaped like <c>ins_…</c>.</summary>
    public string InstanceId { get; }

    /// <summary>The settings of the simulation. Changes take effect immediately.</summary>
    public SimulationSettings Settings
    {
        get => _knobs.Settings;
        set => _knobs.Settings = value;
    }

    /// <summary>Creates a new <see cref="PageUrl"/>. The earlier one stops working.</summary>
    internal void RenewPageUrl() => _pageLink.Renew();

    internal ClerkState State { get; }

    internal Users Users { get; }

    internal Organizations Organizations { get; }

    internal Memberships Memberships { get; }

    internal Sessions Sessions { get; }

    internal SessionTokens Tokens { get; }

    internal DeliveryService Deliveries { get; }

    /// <summary>The supported routes of the Backend API, as in Clerk's specification: <c>GET /users</c>.</summary>
    internal IEnumerable<string> BackendRoutes =>
        from route in ((IEndpointRouteBuilder)_app)
            .DataSources.SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
        where route.RoutePattern.RawText!.StartsWith(BackendApi.Prefix, StringComparison.Ordinal)
        from method in route.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
        select $"{method} {route.RoutePattern.RawText![BackendApi.Prefix.Length..]}";

    internal RandomChanges Changes => new(this, _knobs);

    /// <summary>Starts the server and loads the data folder. When it returns, requests are answered.</summary>
    /// <exception cref="SimulatedClerkException">Another process uses the folder, or it is not writable.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SimulatedClerkServer> StartAsync(
        SimulatedClerkOptions options,
        CancellationToken cancellationToken
    )
    {
        var journal = options.DataFolder is { } folder ? Journal.Open(folder) : null;
        SimulatedClerkServer? server = null;
        try
        {
            server = new SimulatedClerkServer(options, journal);
            server.State.Load();
            await server._app.StartAsync(cancellationToken);
            server.BaseUrl = server._app.Urls.Single();
            server.Deliveries.Start();
            return server;
        }
        catch
        {
            await (server?.DisposeAsync() ?? ValueTask.CompletedTask);
            journal?.Dispose();
            throw;
        }
    }

    /// <summary>Waits until every message has been delivered or has failed permanently.</summary>
    /// <returns>False after a timeout.</returns>
    public Task<bool> WaitUntilIdleAsync(TimeSpan patience, CancellationToken cancellationToken) =>
        Deliveries.WaitUntilIdleAsync(patience, cancellationToken);

    /// <summary>Stops the server. Undelivered messages are delivered after the next start on the same folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Deliveries.DisposeAsync();
        _key.Dispose();
        _journal?.Dispose();
    }

    private static WebApplication CreateApp(SimulatedClerkOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = MaxBodyLength;
                kestrel.Listen(IPAddress.Loopback, options.Port);
            });
        builder.Services.AddRouting().ServeOn(options.Socket).LeaveSignals();
        return builder.Build();
    }

    private void MapRoutes(SimulatedClerkOptions options)
    {
        var time = options.Time;
        _app.UseBackendApi(SecretKey, new RateLimit(_knobs, time));
        _app.UseRouting();
        var api = _app.MapGroup(BackendApi.Prefix);
        var instance = new InstanceRoutes(InstanceId, _key);
        instance.Map(api);
        new UserRoutes(State, Users, Memberships).Map(api);
        new EmailAddressRoutes(State, Users, time).Map(api);
        new OrganizationRoutes(Organizations).Map(api);
        new MembershipRoutes(Organizations, Memberships).Map(api);
        new SessionRoutes(Sessions, Tokens).Map(api);
        _app.MapGet("/.well-known/jwks.json", instance.GetKeysAsync);
        var simulate = _app.MapGroup(BackendApi.SimulatePrefix);
        new SimulateRoutes(this, _knobs).Map(simulate);
        new PageRoutes(options.AccountPage, options.ReadRowsAsync).Map(simulate);
        _app.MapPage(_pageLink);
        _app.MapFallback(BackendApi.RejectUnknownAsync);
    }
}
