namespace ClerkSync.Core.Instance;

/// <summary>Whether a delivery may be applied.</summary>
/// <param name="Mismatch">How its instance differs from the database's; null when it does not.</param>
/// <param name="IsExample">Whether it differs only because it is one of Clerk's examples, which are ignored.</param>
internal readonly record struct InstanceVerdict(InstanceMismatch? Mismatch, bool IsExample)
{
    /// <summary>It may be applied.</summary>
    public static InstanceVerdict Accepted { get; }
}
