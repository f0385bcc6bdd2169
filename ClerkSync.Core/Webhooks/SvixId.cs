using ClerkSync.Core.Disclosure;

namespace ClerkSync.Core.Webhooks;

/// <summary>The id of a message; all its deliveries carry the same one, a manual replay too.</summary>
/// <param name="Value">The <c>svix-id</c> header.</param>
public readonly record struct SvixId(string Value)
{
    /// <summary>The id for a terminal or a log: control characters are escaped.</summary>
    public override string ToString() => VisibleText.Escape(Value);
}
