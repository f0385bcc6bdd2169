using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace ClerkSync.AspNetCore.Functions;

/// <summary>The worker's feature with which middleware reads and replaces the result of a function.</summary>
/// <remarks>
/// <c>FunctionContext.GetInvocationResult</c>, <c>GetHttpResponseData</c> and <c>GetOutputBindings</c> need this
/// feature. Its interface is internal to the worker, so it is implemented at run time. Remove this class when the
/// worker makes the interface public.
/// </remarks>
[SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it.")]
internal class InvocationBindings : DispatchProxy
{
    private readonly Dictionary<string, object?> _outputs = [];
    private KestrelContext _context = null!;

    public static Type Feature { get; } =
        typeof(FunctionContext).Assembly.GetType(
            "Microsoft.Azure.Functions.Worker.Context.Features.IFunctionBindingsFeature",
            throwOnError: true
        )!;

    public static object Create(KestrelContext context)
    {
        var bindings = Create(Feature, typeof(InvocationBindings));
        ((InvocationBindings)bindings)._context = context;
        return bindings;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name switch
        {
            "get_InvocationResult" => _context.Result,
            "set_InvocationResult" => _context.Result = args![0],
            "get_OutputBindingData" => _outputs,
            "get_InputData" or "get_TriggerMetadata" => ImmutableDictionary<string, object?>.Empty,
            var name => throw new NotSupportedException($"{name} is supported only by the Functions host."),
        };
}
