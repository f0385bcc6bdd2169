using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.Webhooks;

/// <summary>The id of a message; all its deliveries carry the same one, a manual replay too.</summary>
/// <param name="Value">The <c>svix-id</c> header.</param>
public readonly record struct SvixId(string Value)
{
    /// <summary>Whether a header can be one: 1 to 255 printable ASCII characters. Svix's have 31.</summary>
    internal static bool IsValid(string text) => IdText.IsValid(text);

    /// <summary>The id for a terminal or a log: control characters are escaped.</summary>
    public override string ToString() => VisibleText.Escape(Value);
}
