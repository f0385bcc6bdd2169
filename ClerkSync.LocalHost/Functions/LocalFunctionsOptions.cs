using System.Net.Sockets;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.LocalHost.Functions;

/// <summary>What <see cref="LocalFunctionsHost"/> runs, and where.</summary>
public sealed record LocalFunctionsOptions
{
    /// <summary>Assemblies whose public <c>[Function]</c> methods of public classes are run.</summary>
    public required IReadOnlyList<Assembly> Assemblies { get; init; }

    /// <summary>Registers what the functions take, as their Program.cs does.</summary>
    public required Action<IServiceCollection> ConfigureServices { get; init; }

    /// <summary>Adds middleware that runs around every function, as their Program.cs does. None by default.</summary>
    public Action<IFunctionsWorkerApplicationBuilder> UseMiddleware { get; init; } = _ => { };

    /// <summary>Settings that the functions can read. Null means none.</summary>
    public IConfiguration? Configuration { get; init; }

    /// <summary>Origins whose pages may call the functions, such as <c>https://app.example.com</c>; empty means none but our own.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Port on 127.0.0.1. 0 takes a free one; <c>WebApplication.Urls</c> tells which, once started.</summary>
    public int Port { get; init; } = 7071;

    /// <summary>Listens on <see cref="Port"/> already; the server takes it over. Null makes one.</summary>
    internal Socket? Socket { get; init; }

    /// <summary>The <c>host.json</c> that names the route prefix. Null means the default prefix, <c>api</c>.</summary>
    public string? HostJsonPath { get; init; }

    /// <summary>
    /// Opens every function that is not anonymous, in <c>x-functions-key</c> or <c>?code=</c>. Null or empty means that
    /// nothing opens them.
    /// </summary>
    public string? FunctionKey { get; init; }
}
