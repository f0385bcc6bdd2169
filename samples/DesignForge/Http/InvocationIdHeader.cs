using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace DesignForge.Http;

/// <summary>Names the invocation in every answer, so that a user can quote what the log has too.</summary>
public sealed class InvocationIdHeader : IFunctionsWorkerMiddleware
{
    /// <summary>The header that is added.</summary>
    public const string Name = "X-Invocation-Id";

    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        await next(context);
        // Null for a timer.
        context.GetHttpResponseData()?.Headers.Add(Name, context.InvocationId);
    }
}
