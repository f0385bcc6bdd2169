using System.Net.Sockets;
using System.Text;
using ClerkSync.LocalHost.Functions;
using ClerkSync.Tests.Drivers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Tests.LocalHost.Functions;

/// <summary>The local Functions host with <see cref="SampleFunctions"/>.</summary>
public sealed class SampleHost : IAsyncLifetime
{
    public const string Key = "key-of-the-sample-host";

    private readonly LogCollector _logs = new();
    private readonly WebApplication _app;

    public SampleHost()
        : this(Key, hostJsonPath: null) { }

    internal SampleHost(params (string Name, string Value)[] settings)
        : this(Key, hostJsonPath: null, settings: settings) { }

    internal SampleHost(
        string? functionKey,
        string? hostJsonPath,
        Action<IFunctionsWorkerApplicationBuilder>? use = null,
        params (string Name, string Value)[] settings
    ) =>
        _app = LocalFunctionsHost.Build(
            new LocalFunctionsOptions
            {
                Assemblies = [typeof(SampleFunctions).Assembly],
                ConfigureServices = services =>
                    services
                        .AddScoped<SampleScope>()
                        .AddSingleton(Signals)
                        .AddLogging(logging => logging.AddProvider(_logs)),
                UseMiddleware = use ?? (_ => { }),
                Port = 0,
                HostJsonPath = hostJsonPath,
                FunctionKey = functionKey,
                Configuration = new ConfigurationBuilder()
                    .AddInMemoryCollection(
                        settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))
                    )
                    .Build(),
            }
        );

    public HttpClient Http { get; } = new();

    public SampleSignals Signals { get; } = new();

    public IReadOnlyCollection<string> Logs => _logs.Lines;

    /// <summary>Sends a request exactly as it is written and returns the whole response.</summary>
    public async Task<string> SendRawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Http.BaseAddress!.Host, Http.BaseAddress.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request.ReplaceLineEndings("\r\n")));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }

    public async Task InitializeAsync()
    {
        await _app.StartAsync();
        Http.BaseAddress = new Uri(_app.Urls.Single() + "/");
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
