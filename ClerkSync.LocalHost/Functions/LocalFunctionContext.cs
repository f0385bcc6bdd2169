using System.Collections;
using System.Diagnostics;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;

namespace ClerkSync.LocalHost.Functions;

/// <summary>One invocation of a function.</summary>
internal sealed class LocalFunctionContext(
    LocalFunction function,
    IServiceProvider services,
    RouteValueDictionary routeValues,
    CancellationToken cancellationToken
) : FunctionContext
{
    private static readonly RetryContext FirstAttempt = new NoRetry();

    /// <summary>What started it: an HttpRequestData or a TimerInfo.</summary>
    public object? Trigger { get; set; }

    public RouteValueDictionary RouteValues { get; } = routeValues;

    public override string InvocationId { get; } = Guid.NewGuid().ToString();

    public override string FunctionId => function.Id;

    public override FunctionDefinition FunctionDefinition => function;

    public override TraceContext TraceContext { get; } = new CurrentTrace();

    public override BindingContext BindingContext => new RouteBinding(RouteValues);

    public override RetryContext RetryContext => FirstAttempt;

    public override IServiceProvider InstanceServices { get; set; } = services;

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features { get; } = new InvocationFeatures();

    public override CancellationToken CancellationToken => cancellationToken;

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
        private readonly Dictionary<Type, object> _features = [];

        public void Set<T>(T instance) => _features[typeof(T)] = instance!;

        public T? Get<T>() => _features.TryGetValue(typeof(T), out var feature) ? (T)feature : default;

        public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _features.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
