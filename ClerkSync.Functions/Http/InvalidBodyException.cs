using ClerkSync.Core.Disclosure;

namespace ClerkSync.Functions.Http;

/// <summary>
/// A body, a member of it or a header cannot be used. <see cref="Failures.AnswerAsync"/> answers it with 400 <c>invalid_body</c>, and its
/// message is the <c>detail</c>.
/// </summary>
/// <param name="name">What cannot be used.</param>
/// <param name="shape">What it must be: the end of a sentence that starts with the name and "must be". It repeats no value.</param>
public sealed class InvalidBodyException(string name, string shape)
    : Exception($"The {name} must be {shape}."),
        IUserMessage;
