using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClerkSync.LocalHost.Functions;

/// <summary>Answers requests with a function.</summary>
internal sealed partial class HttpFunction
{
    private const int MostAllocatedAtOnce = 64 * 1024;

    private readonly LocalFunction _function;
    private readonly FunctionInvoker _invoker;
    private readonly FunctionExecutionDelegate _pipeline;
    private readonly FunctionKey? _key;
    private readonly ILogger _logger;

    private HttpFunction(
        LocalFunction function,
        FunctionInvoker invoker,
        FunctionExecutionDelegate pipeline,
        FunctionKey? key,
        ILogger logger
    ) => (_function, _invoker, _pipeline, _key, _logger) = (function, invoker, pipeline, key, logger);

    /// <summary>Maps the function's route and verbs.</summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="function">A function with an HttpTrigger.</param>
    /// <param name="routePrefix">What stands before every route; may be empty.</param>
    /// <param name="key">Opens the functions that are not anonymous.</param>
    /// <exception cref="InvalidOperationException">The function cannot be run here; the message names it.</exception>
    public static void Map(IEndpointRouteBuilder endpoints, LocalFunction function, string routePrefix, FunctionKey key)
    {
        var trigger = function.HttpTrigger!;
        var route = string.IsNullOrEmpty(trigger.Route) ? function.Name : trigger.Route;

        // A wrong verb is a route that does not match, as in the host: 404, where ASP.NET's own verbs would answer 405.
        var policies = new RouteValueDictionary();
        if (trigger.Methods is { Length: > 0 } methods)
        {
            policies["httpMethod"] = new HttpMethodRouteConstraint(methods);
        }

        var pattern = RoutePatternFactory.Parse($"{routePrefix}/{route}", defaults: null, policies);
        var httpFunction = new HttpFunction(
            function,
            new FunctionInvoker(function, [.. pattern.Parameters.Select(parameter => parameter.Name)]),
            endpoints.ServiceProvider.GetRequiredService<FunctionExecutionDelegate>(),
            trigger.AuthLevel == AuthorizationLevel.Anonymous ? null : key,
            endpoints.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger($"Function.{function.Name}")
        );
        endpoints.Map(pattern, httpFunction.HandleAsync);
    }

    private async Task HandleAsync(HttpContext http)
    {
        if (_key is not null && !_key.IsIn(http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var context = new LocalFunctionContext(
            _function,
            _invoker,
            http.RequestServices,
            http.Request.RouteValues,
            http.RequestAborted
        );
        try
        {
            context.Trigger = new LocalHttpRequestData(context, http.Request, await ReadBodyAsync(http));
            await _pipeline(context);
            await WriteAsync((HttpResponseData?)context.Result, http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (BadHttpRequestException exception) when (!http.Response.HasStarted)
        {
            // Too large, or it comes too slowly. What is left of it is not waited for.
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

    /// <summary>Reads the whole body. One without a length is lost, as in the host: ToRpcHttp looks at Content-Length.</summary>
    private static async Task<MemoryStream> ReadBodyAsync(HttpContext http)
    {
        var body = new MemoryStream();
        if (http.Request.ContentLength is > 0 and var length)
        {
            // Kestrel has not compared the length with its limit yet.
            body.Capacity = (int)Math.Min(length, MostAllocatedAtOnce);
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            body.Position = 0;
        }

        return body;
    }

    private static async Task WriteAsync(HttpResponseData? response, HttpContext http)
    {
        if (response is null)
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await ((LocalHttpResponseData)response).WriteToAsync(http.Response, http.RequestAborted);
    }

    [LoggerMessage(LogLevel.Warning, "The body of a request to {Function} was not read to its end: {Status}")]
    private partial void LogNotRead(string function, int status);

    [LoggerMessage(LogLevel.Error, "The function {Function} failed, invocation {InvocationId}")]
    private partial void LogFailed(Exception exception, string function, string invocationId);
}
