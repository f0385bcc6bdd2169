namespace ClerkSync.Core.Access.Connections;

/// <summary>A key that its service accepted. It is no record, so that nothing prints it by accident.</summary>
internal sealed class TestedKey(AccessService service, string setting, string value, string shown, bool isConfigured)
{
    /// <summary>The setting that holds such a key.</summary>
    public string Setting => setting;

    public string Value => value;

    /// <summary>Its kind and its last four characters.</summary>
    public string Shown => shown;

    /// <summary>Whether it is the key that this process uses.</summary>
    public bool IsConfigured => isConfigured;

    /// <summary>Whether it may do more than ClerkSync needs.</summary>
    public bool IsUnrestricted { get; init; }

    /// <summary>Says what ClerkSync does with it.</summary>
    public string Promise =>
        service == AccessService.Clerk
            ? "ClerkSync reads Clerk and never writes metadata."
            : "ClerkSync reads Stripe and never changes anything there.";

    public override string ToString() => $"{service} connected — {shown}";
}
