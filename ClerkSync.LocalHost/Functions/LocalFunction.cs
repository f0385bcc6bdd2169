using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace ClerkSync.LocalHost.Functions;

/// <summary>A method with a <c>[Function]</c> attribute.</summary>
internal sealed class LocalFunction(string name, MethodInfo method) : FunctionDefinition
{
    public MethodInfo Method { get; } = method;

    /// <summary>Null when something else triggers it.</summary>
    public HttpTriggerAttribute? HttpTrigger { get; } = FindTrigger<HttpTriggerAttribute>(method);

    /// <summary>Null when something else triggers it.</summary>
    public TimerTriggerAttribute? TimerTrigger { get; } = FindTrigger<TimerTriggerAttribute>(method);

    public override string Name { get; } = name;

    public override string Id => Name;

    public override string EntryPoint { get; } = $"{method.DeclaringType!.FullName}.{method.Name}";

    public override string PathToAssembly => Method.Module.FullyQualifiedName;

    public override ImmutableArray<FunctionParameter> Parameters { get; } =
    [.. method.GetParameters().Select(parameter => new FunctionParameter(parameter.Name!, parameter.ParameterType))];

    public override IImmutableDictionary<string, BindingMetadata> InputBindings =>
        ImmutableDictionary<string, BindingMetadata>.Empty;

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings =>
        ImmutableDictionary<string, BindingMetadata>.Empty;

    private static TAttribute? FindTrigger<TAttribute>(MethodInfo method)
        where TAttribute : Attribute =>
        method
            .GetParameters()
            .Select(parameter => parameter.GetCustomAttribute<TAttribute>())
            .FirstOrDefault(found => found is not null);
}
