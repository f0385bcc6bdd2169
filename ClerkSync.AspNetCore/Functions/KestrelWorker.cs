using System.Text.Json;
using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ClerkSync.AspNetCore.Functions;

/// <summary>
/// Registers the Functions worker's services for functions and middleware, without the worker's connection to a host.
/// </summary>
/// <remarks>Source: azure-functions-dotnet-worker, <c>ServiceCollectionExtensions.AddFunctionsWorkerDefaults</c>.</remarks>
internal sealed class KestrelWorker : IFunctionsWorkerApplicationBuilder
{
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> _middleware = [];

    private KestrelWorker(IServiceCollection services) => Services = services;

    /// <summary>Registers it. Middleware may be added until the container is built.</summary>
    public static KestrelWorker Add(IServiceCollection services)
    {
        var worker = new KestrelWorker(services);
        services.AddSingleton<IFunctionsWorkerApplicationBuilder>(worker).AddSingleton(_ => worker.Build());
        services.Configure<JsonSerializerOptions>(json => json.PropertyNameCaseInsensitive = true);
        services
            .AddOptions<WorkerOptions>()
            .PostConfigure<IOptions<JsonSerializerOptions>>(
                (options, json) => options.Serializer ??= new JsonObjectSerializer(json.Value)
            );
        return worker;
    }

    public IServiceCollection Services { get; }

    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        _middleware.Add(middleware);
        return this;
    }

    /// <summary>Wraps the call of a function. The middleware that was added first runs first.</summary>
    private FunctionExecutionDelegate Build()
    {
        FunctionExecutionDelegate pipeline = context => ((KestrelContext)context).RunAsync();
        for (var i = _middleware.Count - 1; i >= 0; i--)
        {
            pipeline = _middleware[i](pipeline);
        }

        return pipeline;
    }
}
