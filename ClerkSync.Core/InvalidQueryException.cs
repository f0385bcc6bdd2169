using ClerkSync.Core.Disclosure;

namespace ClerkSync.Core;

/// <summary>A query parameter is unknown or has an invalid value.</summary>
public sealed class InvalidQueryException : Exception, IUserMessage
{
    /// <param name="shape">The end of the sentence "The parameter NAME must be …".</param>
    public InvalidQueryException(string parameter, string shape)
        : this($"The parameter {parameter} must be {shape}.", parameter, shape) { }

    private InvalidQueryException(string message, string parameter, string shape)
        : base(message) => (Parameter, Shape) = (parameter, shape);

    /// <summary>The parameter, or <c>query</c> when a parameter is unknown.</summary>
    public string Parameter { get; }

    /// <summary>The expected value, such as "true or false".</summary>
    public string Shape { get; }

    /// <summary>Describes a query with a parameter that is not among the allowed ones. The message does not repeat it.</summary>
    internal static InvalidQueryException UnknownParameter(IReadOnlyList<string> allowed)
    {
        var names = string.Join(", ", allowed);
        return allowed.Count == 0
            ? new("The query must be empty.", "query", "empty")
            : new($"The query may contain only {names}.", "query", $"limited to {names}");
    }
}
