namespace ClerkSync.Core.Webhooks;

/// <summary>The id of a message; all its deliveries carry the same one, a manual replay too.</summary>
/// <param name="Value">The <c>svix-id</c> header.</param>
public readonly record struct SvixId(string Value)
{
    /// <inheritdoc />
    public override string ToString() => Value;
}
