using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClerkSync.AspNetCore.Functions;

/// <summary>Answers requests with a function.</summary>
internal sealed partial class HttpFunction
{
    private const int MostAllocatedAtOnce = 64 * 1024;

    private readonly KestrelFunction _function;
    private readonly FunctionInvoker _invoker;
    private readonly FunctionExecutionDelegate _pipeline;
    private readonly long _bodyLimit;
    private readonly ILogger _logger;

    private HttpFunction(
        KestrelFunction function,
        FunctionInvoker invoker,
        FunctionExecutionDelegate pipeline,
        long bodyLimit,
        ILogger logger
    ) => (_function, _invoker, _pipeline, _bodyLimit, _logger) = (function, invoker, pipeline, bodyLimit, logger);

    /// <summary>Maps the function's route and verbs.</summary>
    /// <param name="bodyLimit">The maximum length of a body in bytes. A larger one gets 413.</param>
    /// <exception cref="InvalidOperationException">The function cannot be run here; the message names it.</exception>
    public static IEndpointConventionBuilder Map(
        IEndpointRouteBuilder endpoints,
        KestrelFunction function,
        long bodyLimit
    )
    {
        var pattern = CreatePattern(function.Route, [.. function.HttpTrigger!.Methods ?? []]);
        var httpFunction = new HttpFunction(
            function,
            new FunctionInvoker(function, [.. pattern.Parameters.Select(parameter => parameter.Name)]),
            endpoints.ServiceProvider.GetRequiredService<FunctionExecutionDelegate>(),
            bodyLimit,
            endpoints.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger($"Function.{function.Name}")
        );
        return endpoints.Map(pattern, httpFunction.HandleAsync);
    }

    /// <summary>A route and its verbs; an empty list allows all.</summary>
    /// <remarks>With a wrong verb the route does not match, as in the host: 404, where ASP.NET Core's own verbs would give 405.</remarks>
    public static RoutePattern CreatePattern(string route, params string[] methods)
    {
        var policies = new RouteValueDictionary();
        if (methods.Length > 0)
        {
            policies["httpMethod"] = new HttpMethodRouteConstraint(methods);
        }

        return RoutePatternFactory.Parse(route, defaults: null, policies);
    }

    private async Task HandleAsync(HttpContext http)
    {
        var context = new KestrelContext(
            _function,
            _invoker,
            http.RequestServices,
            http.Request.RouteValues,
            http.RequestAborted
        );
        try
        {
            context.Trigger = new KestrelRequest(context, http.Request, await ReadBodyAsync(http));
            await _pipeline(context);
            await WriteAsync((HttpResponseData?)context.Result, http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller has disconnected.
        }
        catch (BadHttpRequestException exception) when (!http.Response.HasStarted)
        {
            // Too large, or too slow. The rest of it is not read.
            LogNotRead(_function.Name, exception.StatusCode);
            http.Response.StatusCode = exception.StatusCode;
            http.Response.Headers.Connection = "close";
        }
        catch (Exception exception) when (!http.Response.HasStarted)
        {
            LogFailed(exception, _function.Name, context.InvocationId);
            http.Response.Clear();
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    /// <summary>Reads the whole body, as the host does.</summary>
    private async Task<MemoryStream> ReadBodyAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = _bodyLimit;
        }

        // Kestrel compares the announced length with its limit only when the body is read.
        var body = new MemoryStream((int)Math.Min(http.Request.ContentLength ?? 0, MostAllocatedAtOnce));
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        body.Position = 0;
        return body;
    }

    private static async Task WriteAsync(HttpResponseData? response, HttpContext http)
    {
        if (response is null)
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await ((KestrelResponse)response).WriteToAsync(http.Response, http.RequestAborted);
    }

    [LoggerMessage(LogLevel.Warning, "The body of a request to {Function} was not read to its end: {Status}")]
    private partial void LogNotRead(string function, int status);

    [LoggerMessage(LogLevel.Error, "The function {Function} failed, invocation {InvocationId}")]
    private partial void LogFailed(Exception exception, string function, string invocationId);
}
