namespace ClerkSync.Core.Disclosure;

/// <summary>
/// An exception whose message is a sentence for users. The sentence repeats no secret, no value of a payload or a row, and no text of a
/// library.
/// </summary>
internal interface IUserMessage
{
    string Message { get; }
}
