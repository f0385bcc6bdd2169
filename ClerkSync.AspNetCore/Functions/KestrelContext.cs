using System.Collections;
using System.Diagnostics;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Context.Features;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.AspNetCore.Functions;

/// <summary>One invocation of a function.</summary>
internal sealed class KestrelContext : FunctionContext, IHttpRequestDataFeature, IFunctionInputBindingFeature
{
    private static readonly RetryContext FirstAttempt = new NoRetry();

    private readonly KestrelFunction _function;
    private readonly FunctionInvoker? _invoker;
    private FunctionInputBindingResult? _arguments;

    /// <param name="invoker">Null for an endpoint of the application's, which ASP.NET Core calls.</param>
    /// <param name="routeValues">Empty for a timer.</param>
    /// <param name="cancellationToken">Canceled when the caller disconnects or the host stops.</param>
    public KestrelContext(
        KestrelFunction function,
        FunctionInvoker? invoker,
        IServiceProvider services,
        RouteValueDictionary routeValues,
        CancellationToken cancellationToken
    )
    {
        (_function, _invoker) = (function, invoker);
        (InstanceServices, RouteValues, CancellationToken) = (services, routeValues, cancellationToken);
        Features = new InvocationFeatures(this);
    }

    /// <summary>An HttpRequestData or a TimerInfo.</summary>
    public object? Trigger { get; set; }

    /// <summary>The function's result, or its replacement by middleware; null when there is none.</summary>
    public object? Result { get; set; }

    public RouteValueDictionary RouteValues { get; }

    public override string InvocationId { get; } = Guid.NewGuid().ToString();

    public override string FunctionId => _function.Id;

    public override FunctionDefinition FunctionDefinition => _function;

    public override TraceContext TraceContext { get; } = new CurrentTrace();

    public override BindingContext BindingContext => new RouteBinding(RouteValues);

    public override RetryContext RetryContext => FirstAttempt;

    public override IServiceProvider InstanceServices { get; set; }

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features { get; }

    public override CancellationToken CancellationToken { get; }

    ValueTask<HttpRequestData?> IHttpRequestDataFeature.GetHttpRequestDataAsync(FunctionContext context) =>
        new(Trigger as HttpRequestData);

    // Bound once: middleware may replace values before the function gets them.
    ValueTask<FunctionInputBindingResult> IFunctionInputBindingFeature.BindFunctionInputAsync(
        FunctionContext context
    ) => new(_arguments ??= new FunctionInputBindingResult(_invoker!.BindArguments(this)));

    /// <summary>Calls the function, after all middleware.</summary>
    public async Task RunAsync()
    {
        var arguments = await Features.Get<IFunctionInputBindingFeature>()!.BindFunctionInputAsync(this);
        Result = await _invoker!.InvokeAsync(InstanceServices, arguments.Values);
    }

    private sealed class CurrentTrace : TraceContext
    {
        private readonly Activity? _activity = Activity.Current;

        public override string TraceParent => _activity?.Id ?? "";

        public override string TraceState => _activity?.TraceStateString ?? "";
    }

    private sealed class RouteBinding(RouteValueDictionary routeValues) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData => routeValues;
    }

    private sealed class NoRetry : RetryContext
    {
        public override int RetryCount => 0;

        public override int MaxRetryCount => 0;
    }

    private sealed class InvocationFeatures : IInvocationFeatures
    {
        private readonly KestrelContext _context;
        private readonly Dictionary<Type, object> _features = [];

        public InvocationFeatures(KestrelContext context)
        {
            _context = context;
            Set<IHttpRequestDataFeature>(context);
            Set<IFunctionInputBindingFeature>(context);
        }

        public void Set<T>(T instance) => _features[typeof(T)] = instance!;

        public T? Get<T>()
        {
            if (_features.TryGetValue(typeof(T), out var feature))
            {
                return (T)feature;
            }

            // Created on demand, because only middleware uses it.
            return typeof(T) == InvocationBindings.Feature
                ? (T)(_features[typeof(T)] = InvocationBindings.Create(_context))
                : default;
        }

        public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _features.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
