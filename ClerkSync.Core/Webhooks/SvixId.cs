using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.Webhooks;

/// <summary>The id of a message. All its deliveries have the same id, manual replays too.</summary>
/// <param name="Value">The <c>svix-id</c> header.</param>
internal readonly record struct SvixId(string Value)
{
    /// <summary>Whether a header is valid: 1 to 255 printable ASCII characters. Svix's ids have 31.</summary>
    internal static bool IsValid(string text) => IdText.IsValid(text);

    /// <summary>Returns the id for a terminal or a log, with control characters escaped.</summary>
    public override string ToString() => VisibleText.Escape(Value);
}
