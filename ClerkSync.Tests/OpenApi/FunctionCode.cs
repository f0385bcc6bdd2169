using System.Runtime.CompilerServices;
using ClerkSync.Functions.Http;
using ClerkSync.Functions.Users;
using Mono.Cecil;

namespace ClerkSync.Tests.OpenApi;

/// <summary>The types and calls of a function, read from its compiled code.</summary>
/// <param name="Bodies">The types that the function reads from request bodies.</param>
/// <param name="Answers">The types that the function returns as JSON.</param>
/// <param name="Calls">The methods that the function calls, directly or through other code of the assembly.</param>
internal sealed record FunctionCode(
    IReadOnlySet<string> Bodies,
    IReadOnlySet<string> Answers,
    IReadOnlySet<string> Calls
)
{
    private static readonly ModuleDefinition Module = ModuleDefinition.ReadModule(typeof(GetMe).Assembly.Location);

    public bool RejectsInput =>
        Calls.Contains(nameof(RequestQuery.FindParameters))
        || Calls.Contains(nameof(JsonBody.ReadJsonAsync))
        || Calls.Contains($"new {nameof(InvalidBodyException)}");

    public bool AnswersFailures =>
        Calls.Contains(nameof(Failures.AnswerAsync)) || Calls.Contains(nameof(Failures.AnswerRunAsync));

    public bool NeedsApiKey => Calls.Contains(nameof(CurrentUser.RequireApiKeyAsync));

    public bool NeedsSession =>
        Calls.Contains(nameof(CurrentUser.RequireUserAsync))
        || Calls.Contains(nameof(CurrentUser.GetOrCreateCurrentUserAsync));

    public static FunctionCode Read(Type function)
    {
        var calls = FindCalls(Module.GetType(function.FullName)).ToList();
        return new(
            FindArguments(calls, nameof(JsonBody.ReadJsonAsync)),
            FindArguments(calls, nameof(Responses.CreateJsonAsync)),
            calls.Select(call => call.Name == ".ctor" ? $"new {call.DeclaringType.Name}" : call.Name).ToHashSet()
        );
    }

    private static HashSet<string> FindArguments(IEnumerable<MethodReference> calls, string method) =>
        calls
            .OfType<GenericInstanceMethod>()
            .Where(call => call.Name == method)
            .Select(call => call.GenericArguments.Single().Name)
            .ToHashSet();

    private static IEnumerable<MethodReference> FindCalls(TypeDefinition function)
    {
        var seen = new HashSet<MethodDefinition>();
        var waiting = new Queue<MethodDefinition>(FindMethods(function));
        while (waiting.TryDequeue(out var method))
        {
            if (!method.HasBody || !seen.Add(method))
            {
                continue;
            }

            foreach (var called in method.Body.Instructions.Select(one => one.Operand).OfType<MethodReference>())
            {
                yield return called;
                if (called.DeclaringType.Scope == Module && !IsBoundary(called.DeclaringType))
                {
                    var definition = called.Resolve();
                    waiting.Enqueue(definition);
                    FindStateMachine(definition)?.Methods.ToList().ForEach(waiting.Enqueue);
                }
            }
        }
    }

    private static IEnumerable<MethodDefinition> FindMethods(TypeDefinition type) =>
        type.Methods.Concat(type.NestedTypes.SelectMany(FindMethods));

    /// <summary>The code of an async method is in a separate type.</summary>
    private static TypeDefinition? FindStateMachine(MethodDefinition method) =>
        method
            .CustomAttributes.Where(one => one.AttributeType.Name == nameof(AsyncStateMachineAttribute))
            .Select(one => ((TypeReference)one.ConstructorArguments[0].Value).Resolve())
            .FirstOrDefault();

    /// <summary>The search for calls ends at these types. The names of their methods describe what they do.</summary>
    private static bool IsBoundary(TypeReference type) =>
        type.Namespace == typeof(Failures).Namespace || type.Name == nameof(CurrentUser);
}
