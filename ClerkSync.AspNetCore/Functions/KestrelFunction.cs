using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace ClerkSync.AspNetCore.Functions;

/// <summary>A method with a <c>[Function]</c> attribute.</summary>
internal sealed class KestrelFunction(string name, MethodInfo method) : FunctionDefinition
{
    public MethodInfo Method { get; } = method;

    /// <summary>Null when something else triggers it.</summary>
    public HttpTriggerAttribute? HttpTrigger { get; } = FindTrigger<HttpTriggerAttribute>(method);

    /// <summary>Null when something else triggers it.</summary>
    public TimerTriggerAttribute? TimerTrigger { get; } = FindTrigger<TimerTriggerAttribute>(method);

    /// <summary>Below the route prefix. Only for a function with an HttpTrigger.</summary>
    public string Route => string.IsNullOrEmpty(HttpTrigger!.Route) ? Name : HttpTrigger.Route;

    /// <summary>Whether it is open to anyone. Only for a function with an HttpTrigger.</summary>
    public bool IsAnonymous => HttpTrigger!.AuthLevel == AuthorizationLevel.Anonymous;

    public override string Name { get; } = name;

    public override string Id => Name;

    public override string EntryPoint { get; } = $"{method.DeclaringType!.FullName}.{method.Name}";

    public override string PathToAssembly => Method.Module.FullyQualifiedName;

    public override ImmutableArray<FunctionParameter> Parameters { get; } =
    [.. method.GetParameters().Select(parameter => new FunctionParameter(parameter.Name!, parameter.ParameterType))];

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; } =
        FindBindings(
            FindBinding<HttpTriggerAttribute>(method, "httpTrigger"),
            FindBinding<TimerTriggerAttribute>(method, "timerTrigger")
        );

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; } =
        FindBindings(
            FindTrigger<HttpTriggerAttribute>(method) is null
                ? null
                : new Binding("$return", "http", BindingDirection.Out)
        );

    /// <summary>Whether it accepts a verb. Only for a function with an HttpTrigger.</summary>
    public bool Accepts(string method) =>
        HttpTrigger!.Methods is not { Length: > 0 } methods
        || methods.Contains(method, StringComparer.OrdinalIgnoreCase);

    private static TAttribute? FindTrigger<TAttribute>(MethodInfo method)
        where TAttribute : Attribute => FindParameter<TAttribute>(method)?.GetCustomAttribute<TAttribute>();

    private static Binding? FindBinding<TAttribute>(MethodInfo method, string type)
        where TAttribute : Attribute =>
        FindParameter<TAttribute>(method) is { } parameter
            ? new Binding(parameter.Name!, type, BindingDirection.In)
            : null;

    private static ParameterInfo? FindParameter<TAttribute>(MethodInfo method)
        where TAttribute : Attribute =>
        method.GetParameters().FirstOrDefault(parameter => parameter.IsDefined(typeof(TAttribute)));

    private static ImmutableDictionary<string, BindingMetadata> FindBindings(params IEnumerable<Binding?> bindings) =>
        bindings.OfType<BindingMetadata>().ToImmutableDictionary(binding => binding.Name);

    private sealed class Binding(string name, string type, BindingDirection direction) : BindingMetadata
    {
        public override string Name => name;

        public override string Type => type;

        public override BindingDirection Direction => direction;
    }
}
