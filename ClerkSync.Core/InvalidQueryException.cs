using ClerkSync.Core.Disclosure;

namespace ClerkSync.Core;

/// <summary>A parameter of a query cannot be understood.</summary>
/// <param name="parameter">Its name.</param>
/// <param name="shape">What it has to be: the end of a sentence that starts with its name and "must be".</param>
public sealed class InvalidQueryException(string parameter, string shape)
    : Exception($"The parameter {parameter} must be {shape}."),
        IUserMessage
{
    /// <summary>The name of the parameter.</summary>
    public string Parameter { get; } = parameter;

    /// <summary>What it has to be, such as "true or false".</summary>
    public string Shape { get; } = shape;
}
