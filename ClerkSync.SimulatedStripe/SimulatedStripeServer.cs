using System.Net;
using ClerkSync.SimulatedPages;
using ClerkSync.SimulatedStripe.Api;
using ClerkSync.SimulatedStripe.Objects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ClerkSync.SimulatedStripe;

/// <summary>A simulated Stripe on this machine, for clients written for the real one. It keeps everything in memory.</summary>
public sealed class SimulatedStripeServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly StripeKeys _keys = new();
    private readonly PageLink _pageLink;

    private SimulatedStripeServer(SimulatedStripeOptions options)
    {
        var store = new StripeStore();
        Clock = new SimulatedClock(store, options.Time);
        var payments = new Payments(store, Clock);
        Subscriptions = new Subscriptions(store, Clock, payments);
        Clock.Step = Subscriptions.Step;
        Requests = new RequestGate(options.Time);
        _pageLink = new PageLink(_keys.Test);
        _app = CreateApp(options);
        options.Seed(new Seeds(store, Clock, Subscriptions));
        var api = new StripeApi(store, Clock, _keys, Requests);
        _app.Use(api.HandleErrorsAsync);
        _app.UseRouting();
        new CustomerRoutes(api, Subscriptions).Map(_app);
        new CatalogRoutes(api).Map(_app);
        new SubscriptionRoutes(api, Subscriptions).Map(_app);
        new PaymentRoutes(api, payments).Map(_app);
        new ClockRoutes(api, Clock).Map(_app);
        new SimulationRoutes(api, payments, this, options.CheckCommand).Map(_app);
        _app.MapPage(_pageLink);
        _app.MapFallback(StripeApi.RejectUnknown);
    }

    /// <summary>The base URL for a Stripe client.</summary>
    public string BaseUrl { get; private set; } = "";

    /// <summary>The link to the page. It gives the key to the first browser that opens it. After that, the page asks for the key.</summary>
    public string PageUrl => _pageLink.AppendTo(BaseUrl);

    /// <summary>A key that reads and writes test-mode objects, shaped like <c>sk_test_…</c>.</summary>
    public string SecretKey => _keys.Test;

    /// <summary>A key that reads and writes live-mode objects, shaped like <c>sk_live_…</c>.</summary>
    public string LiveSecretKey => _keys.Live;

    /// <summary>Rate limits and failures on demand, and the number of requests.</summary>
    public RequestGate Requests { get; }

    /// <summary>Creates a new <see cref="PageUrl"/>. The earlier one stops working.</summary>
    internal void RenewPageUrl() => _pageLink.Renew();

    internal SimulatedClock Clock { get; }

    internal Subscriptions Subscriptions { get; }

    /// <summary>Starts the server. When it returns, requests are answered.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SimulatedStripeServer> StartAsync(
        SimulatedStripeOptions options,
        CancellationToken cancellationToken
    )
    {
        var server = new SimulatedStripeServer(options);
        try
        {
            await server._app.StartAsync(cancellationToken);
            server.BaseUrl = server._app.Urls.Single();
            return server;
        }
        catch
        {
            await server._app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates a restricted test-mode key.</summary>
    /// <param name="readable">
    /// What the key may read, in Stripe's names for permissions, such as <c>customer</c> or <c>subscription</c>.
    /// </param>
    public string CreateRestrictedKey(params string[] readable) => _keys.CreateRestricted(readable);

    /// <summary>Advances the clock of every object without a test clock. Trials end and renewals become due.</summary>
    public void Advance(TimeSpan by) => Clock.Advance(by);

    /// <summary>Stops the server. All objects are lost.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static WebApplication CreateApp(SimulatedStripeOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Listen(IPAddress.Loopback, options.Port);
            });
        if (options.Socket is { } socket)
        {
            builder.Services.Configure<SocketTransportOptions>(transport =>
                transport.CreateBoundListenSocket = _ => socket
            );
        }

        builder.Services.AddRouting().AddSingleton<IHostLifetime, NoLifetime>();
        return builder.Build();
    }
}
