using ClerkSync.Core.Disclosure;

namespace ClerkSync.Core;

/// <summary>The id that Clerk gave an object, such as <c>user_2g7np7…</c>. Clerk never reuses an id.</summary>
/// <param name="Value">The id as Clerk writes it; never empty.</param>
public readonly record struct ClerkId(string Value)
{
    /// <summary>The id for a terminal or a log: control characters are escaped.</summary>
    public override string ToString() => VisibleText.Escape(Value);
}
