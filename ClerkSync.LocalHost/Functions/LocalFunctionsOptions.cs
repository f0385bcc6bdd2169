using System.Net.Sockets;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.LocalHost.Functions;

/// <summary>The options of <see cref="LocalFunctionsHost"/>.</summary>
public sealed record LocalFunctionsOptions
{
    /// <summary>Assemblies with the functions: public <c>[Function]</c> methods of public classes.</summary>
    public required IReadOnlyList<Assembly> Assemblies { get; init; }

    /// <summary>Registers the services that the functions need, like their Program.cs.</summary>
    public required Action<IServiceCollection> ConfigureServices { get; init; }

    /// <summary>Adds middleware that runs around every function, like their Program.cs. None by default.</summary>
    public Action<IFunctionsWorkerApplicationBuilder> UseMiddleware { get; init; } = _ => { };

    /// <summary>Settings that the functions can read. Null means none.</summary>
    public IConfiguration? Configuration { get; init; }

    /// <summary>
    /// Origins whose pages may call the functions, such as <c>https://app.example.com</c>. Empty allows only the functions' own origin.
    /// </summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>The port on 127.0.0.1. 0 chooses a free port, which <c>WebApplication.Urls</c> shows after the start.</summary>
    public int Port { get; init; } = 7071;

    /// <summary>A socket that already listens on <see cref="Port"/>. The server takes it over. Null creates one.</summary>
    internal Socket? Socket { get; init; }

    /// <summary>The path of the <c>host.json</c> with the route prefix. Null means the default prefix, <c>api</c>.</summary>
    public string? HostJsonPath { get; init; }

    /// <summary>
    /// The key for every function that is not anonymous, sent as <c>x-functions-key</c> or <c>?code=</c>. If null or empty, these functions
    /// reject every request.
    /// </summary>
    public string? FunctionKey { get; init; }
}
