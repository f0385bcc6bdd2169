using ClerkSync.Core.Disclosure;

namespace ClerkSync.Core;

/// <summary>A query parameter has an invalid value.</summary>
/// <param name="shape">The end of the sentence "The parameter NAME must be …".</param>
public sealed class InvalidQueryException(string parameter, string shape)
    : Exception($"The parameter {parameter} must be {shape}."),
        IUserMessage
{
    public string Parameter { get; } = parameter;

    /// <summary>The expected value, such as "true or false".</summary>
    public string Shape { get; } = shape;
}
