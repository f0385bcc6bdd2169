using ClerkSync.Core.Disclosure;

namespace ClerkSync.Functions.Http;

/// <summary>
/// A body, a member of it or a header is invalid. <see cref="Failures.AnswerAsync"/> returns 400 <c>invalid_body</c>, and the
/// message is the <c>detail</c>.
/// </summary>
/// <param name="name">The body, member or header that is invalid.</param>
/// <param name="shape">The end of the sentence "The NAME must be …". It must not contain the value.</param>
public sealed class InvalidBodyException(string name, string shape)
    : Exception($"The {name} must be {shape}."),
        IUserMessage;
