using System.Net;
using ClerkSync.SimulatedStripe.Api;
using ClerkSync.SimulatedStripe.Objects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ClerkSync.SimulatedStripe;

/// <summary>A Stripe on this machine, for clients that know only the real one. It keeps everything in memory.</summary>
public sealed class SimulatedStripeServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly StripeKeys _keys = new();

    private SimulatedStripeServer(SimulatedStripeOptions options)
    {
        var store = new StripeStore();
        Clock = new SimulatedClock(store, options.Time);
        var payments = new Payments(store, Clock);
        Subscriptions = new Subscriptions(store, Clock, payments);
        Clock.Step = Subscriptions.Step;
        Requests = new RequestGate(options.Time);
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
        _app.MapFallback(StripeApi.RefuseUnknown);
    }

    /// <summary>Where it answers: the base URL of a Stripe client.</summary>
    public string BaseUrl { get; private set; } = "";

    /// <summary>Reads and writes objects of the test mode; shaped like <c>sk_test_…</c>.</summary>
    public string SecretKey => _keys.Test;

    /// <summary>Reads and writes objects of the live mode; shaped like <c>sk_live_…</c>.</summary>
    public string LiveSecretKey => _keys.Live;

    /// <summary>Limits and failures on demand, and how many requests came.</summary>
    public RequestGate Requests { get; }

    internal SimulatedClock Clock { get; }

    internal Subscriptions Subscriptions { get; }

    /// <summary>Starts it. When it returns, it answers.</summary>
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

    /// <summary>Makes a restricted key of the test mode.</summary>
    /// <param name="readable">What it may read, in Stripe's words for permissions: <c>customer</c>, <c>subscription</c>.</param>
    public string CreateRestrictedKey(params string[] readable) => _keys.CreateRestricted(readable);

    /// <summary>Moves the clock of every object without a test clock: trials end, renewals come.</summary>
    public void Advance(TimeSpan by) => Clock.Advance(by);

    /// <summary>Stops, and forgets everything.</summary>
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

    /// <summary>Leaves signals to whoever started the host; the default lifetime would take them.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
