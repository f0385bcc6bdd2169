using ClerkSync.AspNetCore.Functions;
using ClerkSync.Core.Database;
using ClerkSync.LocalPostgres;
using ClerkSync.SimulatedClerk;
using ClerkSync.SimulatedStripe;

namespace ClerkSync.LocalHost.Up;

/// <summary>Everything that <c>up</c> starts: the functions, and a Postgres, a Clerk and a Stripe unless they are configured.</summary>
public sealed class UpSession : IAsyncDisposable
{
    private const string ConsoleFunction = "ClerkSyncGetConsole";

    // In the order of their start. They are stopped in reverse.
    private readonly Stack<IAsyncDisposable> _started;

    private readonly RunningUp _running;

    private UpSession(Stack<IAsyncDisposable> started, RunningUp running) => (_started, _running) = (started, running);

    /// <summary>The URL that receives Clerk's webhooks.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The URL of the health report.</summary>
    public Uri Health => new(Endpoint, "../health");

    /// <summary>The URL of the console, a page that asks for <see cref="FunctionKey"/>; null when a setting turns it off.</summary>
    public required Uri? Console { get; init; }

    /// <summary>The simulated Clerk; null when a real one was given.</summary>
    public required SimulatedClerkServer? Clerk { get; init; }

    /// <summary>The simulated Stripe; null when access is not checked, or a real one was given.</summary>
    public required SimulatedStripeServer? Stripe { get; init; }

    /// <summary>The key for functions that are not anonymous, sent as <c>x-functions-key</c> or <c>?code=</c>.</summary>
    public required string FunctionKey { get; init; }

    /// <summary>A shell command that opens the database. It contains a password only for the local Postgres.</summary>
    public required string PsqlCommand { get; init; }

    /// <summary>A line for each function of the application; empty without an application.</summary>
    public required IReadOnlyList<string> ApplicationFunctions { get; init; }

    /// <summary>The process id of the local Postgres; null when another database was given.</summary>
    internal int? PostgresProcessId { get; init; }

    /// <summary>
    /// Starts everything and writes the settings to the data folder. When it returns, deliveries are accepted. <paramref name="progress"/>
    /// receives each step as a sentence.
    /// </summary>
    /// <exception cref="UpException">
    /// A port is taken, another <c>up</c> uses the data folder, the database belongs to another Clerk, the application does not build, or a
    /// function of it is not supported here.
    /// </exception>
    /// <exception cref="IOException">The data folder cannot be created.</exception>
    /// <exception cref="LocalPostgresException">No Postgres is installed, or another process uses the data folder.</exception>
    /// <exception cref="Core.SettingException">A setting is malformed.</exception>
    /// <exception cref="MigrationException">A migration cannot be applied.</exception>
    /// <exception cref="Npgsql.NpgsqlException">The configured database cannot be reached.</exception>
    public static async Task<UpSession> StartAsync(
        UpOptions options,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        var started = new Stack<IAsyncDisposable>();
        try
        {
            return await StartAsync(options, started, progress, cancellationToken);
        }
        catch
        {
            await StopAsync(started);
            throw;
        }
    }

    /// <summary>Waits until the <c>stop</c> verb requests the end.</summary>
    internal Task WaitForStopAsync(CancellationToken cancellationToken) => _running.WaitForStopAsync(cancellationToken);

    /// <summary>Waits for in-flight requests, then stops everything. The data are kept.</summary>
    public ValueTask DisposeAsync() => StopAsync(_started);

    private static async Task<UpSession> StartAsync(
        UpOptions options,
        Stack<IAsyncDisposable> started,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        // A malformed setting leaves no data folder behind. They are read again under the lock, because another up may be writing them.
        new UpSettings(options).Check();
        var running = await RunningUp.TakeAsync(options.Data, cancellationToken);
        started.Push(new Synchronous(running));
        var settings = new UpSettings(options);
        settings.Check();
        foreach (var sentence in settings.Describe())
        {
            progress.Report(sentence);
        }

        // Created before the build, so that changes during the build are noticed.
        var sources = options is { IsWatched: true, Project: { } watched } ? new SourceFiles(watched) : null;
        if (options.Project is { } project)
        {
            var application = sources is null
                ? await LocalApplication.BuildAsync(project, progress, cancellationToken)
                : await LocalApplication.BuildReplaceableAsync(project, progress, cancellationToken);
            options = options with { Application = application };
        }

        var port = TakePort(PortRange.Functions, options.Port);
        var clerkPort = settings.HasRealClerk ? null : TakePort(PortRange.Clerk, options.ClerkPort);
        var stripePort = settings.SimulatesStripe ? TakePort(PortRange.Stripe, options.StripePort) : null;
        var endpoint = LocalFunctions.Endpoint(port.Number);

        PostgresSession? postgres = null;
        if (settings.GivenDatabaseUrl is null)
        {
            postgres = await PostgresSession.StartAsync(options.Data, port: null, progress, cancellationToken);
            started.Push(postgres);
        }

        var databaseUrl = postgres?.Server.DatabaseUrl ?? settings.GivenDatabaseUrl!;
        var address = clerkPort is null ? null : LocalClerk.FindAddress(options.Data, clerkPort);
        SimulatedStripeServer? stripe = null;
        if (stripePort is not null)
        {
            stripe = await LocalStripe.StartAsync(stripePort, options.DataOption, cancellationToken);
            started.Push(stripe);
        }

        List<KeyValuePair<string, string>> simulated =
        [
            .. address?.Settings ?? [],
            .. stripe is null ? [] : LocalStripe.SettingsOf(stripe),
        ];
        var configuration = settings.Complete(databaseUrl, simulated);
        var key = UpSettings.EnsureFunctionKey(options.Data);
        var functions = new RunningFunctions(options, settings, configuration, key, port);
        started.Push(functions);
        await functions.MigrateAsync(progress, cancellationToken);
        var instance = new UpInstance(functions.Services, options.Data);
        await (
            address is null
                ? instance.EnsureRealAsync(postgres is not null, settings.HasKey, progress, cancellationToken)
                : instance.EnsureSimulatedAsync(
                    address.InstanceId,
                    isCertain: postgres is not null || options.Simulate,
                    cancellationToken
                )
        );
        await functions.StartAsync(cancellationToken);

        // Started last and stopped first, so that it never delivers to a stopped endpoint.
        SimulatedClerkServer? clerk = null;
        if (clerkPort is not null)
        {
            clerk = await LocalClerk.StartAsync(
                options.Data,
                clerkPort,
                endpoint,
                settings.EnsureWebhookSecret(),
                new ShownRows(functions),
                cancellationToken
            );
            started.Push(clerk);
            if (stripe is not null)
            {
                SampleAccounts.AddTo(clerk);
            }
        }

        if (sources is not null)
        {
            started.Push(ApplicationWatch.Start(sources, functions, progress));
        }

        settings.Keep(configuration, endpoint, simulated);
        var console = FunctionSettings.IsDisabled(configuration, ConsoleFunction)
            ? null
            : new Uri(endpoint, "../console/");
        running.Show(endpoint, console);
        return new UpSession(started, running)
        {
            Endpoint = endpoint,
            Console = console,
            Clerk = clerk,
            Stripe = stripe,
            PostgresProcessId = postgres?.Server.ProcessId,
            FunctionKey = key,
            ApplicationFunctions = [.. options.Application?.DescribeFunctions(new Uri(endpoint, "../")) ?? []],
            PsqlCommand = PsqlLine.Create(databaseUrl, postgres?.Server),
        };

        LocalPort TakePort(PortRange range, int? asked)
        {
            var taken = LocalPort.Take(range, asked, progress);
            started.Push(new Synchronous(taken));
            return taken;
        }
    }

    private static async ValueTask StopAsync(Stack<IAsyncDisposable> started)
    {
        if (!started.TryPop(out var last))
        {
            return;
        }

        try
        {
            await last.DisposeAsync();
        }
        finally
        {
            await StopAsync(started);
        }
    }

    private sealed class Synchronous(IDisposable disposable) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            disposable.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
