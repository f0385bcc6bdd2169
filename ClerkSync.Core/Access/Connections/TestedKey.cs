namespace ClerkSync.Core.Access.Connections;

/// <summary>A key that its service accepted. Not a record, so that nothing prints the key by accident.</summary>
internal sealed class TestedKey(AccessService service, string setting, string value, string shown, bool isConfigured)
{
    public string Setting => setting;

    public string Value => value;

    /// <summary>The key's prefix and its last four characters.</summary>
    public string Shown => shown;

    /// <summary>Whether this process already uses the key.</summary>
    public bool IsConfigured => isConfigured;

    /// <summary>Whether the key permits more than ClerkSync needs.</summary>
    public bool IsUnrestricted { get; init; }

    /// <summary>A sentence that says how ClerkSync uses the key.</summary>
    public string Promise =>
        service == AccessService.Clerk
            ? "ClerkSync reads Clerk and never writes metadata."
            : "ClerkSync reads Stripe and never changes anything there.";

    public override string ToString() => $"{service} connected — {shown}";
}
