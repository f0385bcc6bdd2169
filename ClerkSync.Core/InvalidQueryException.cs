using ClerkSync.Core.Disclosure;

namespace ClerkSync.Core;

/// <summary>A parameter of a query has an invalid value.</summary>
/// <param name="shape">The end of a sentence that starts with the parameter's name and "must be".</param>
public sealed class InvalidQueryException(string parameter, string shape)
    : Exception($"The parameter {parameter} must be {shape}."),
        IUserMessage
{
    /// <summary>The name of the parameter.</summary>
    public string Parameter { get; } = parameter;

    /// <summary>What it must be, such as "true or false".</summary>
    public string Shape { get; } = shape;
}
