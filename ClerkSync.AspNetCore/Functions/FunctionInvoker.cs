using System.Reflection;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.AspNetCore.Functions;

/// <summary>Calls a function. Everything that needs reflection is compiled once.</summary>
internal sealed class FunctionInvoker
{
    private static readonly Type[] ReturnTypes =
    [
        typeof(void),
        typeof(Task),
        typeof(HttpResponseData),
        typeof(Task<HttpResponseData>),
    ];

    private readonly MethodInvoker _method;

    // Null when the method is static. The first call compiles it: most functions are not called soon after a start.
    private readonly Lazy<ObjectFactory>? _createInstance;
    private readonly Func<KestrelContext, object?>[] _arguments;

    /// <exception cref="InvalidOperationException">A parameter or the result cannot be bound here.</exception>
    public FunctionInvoker(KestrelFunction function, IReadOnlyCollection<string> routeParameters)
    {
        if (!ReturnTypes.Contains(function.Method.ReturnType))
        {
            throw new InvalidOperationException(
                $"The function {function.Name} returns {function.Method.ReturnType.Name}; HttpResponseData, Task and void are supported."
            );
        }

        _method = MethodInvoker.Create(function.Method);
        _createInstance = function.Method.IsStatic
            ? null
            : new Lazy<ObjectFactory>(() => ActivatorUtilities.CreateFactory(function.Method.DeclaringType!, []));
        _arguments =
        [
            .. function
                .Method.GetParameters()
                .Select(parameter =>
                    ArgumentBinding.Find(parameter, routeParameters)
                    ?? throw new InvalidOperationException(
                        $"The parameter {parameter.Name} of the function {function.Name} cannot be bound."
                    )
                ),
        ];
    }

    public object?[] BindArguments(KestrelContext context) => [.. _arguments.Select(bind => bind(context))];

    /// <returns>Null when the function returned nothing.</returns>
    public async Task<HttpResponseData?> InvokeAsync(IServiceProvider services, object?[] arguments)
    {
        var instance = _createInstance?.Value(services, []);
        switch (_method.Invoke(instance, arguments.AsSpan()))
        {
            case Task<HttpResponseData?> response:
                return await response;
            case Task task:
                await task;
                return null;
            case var response:
                return (HttpResponseData?)response;
        }
    }
}
