using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace DesignForge.Http;

/// <summary>
/// Adds the id of the invocation to every response, so that a user can report the id that is also in the log.
/// </summary>
public sealed class InvocationIdHeader : IFunctionsWorkerMiddleware
{
    public const string Name = "X-Invocation-Id";

    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        await next(context);
        // Null for a timer.
        context.GetHttpResponseData()?.Headers.Add(Name, context.InvocationId);
    }
}
