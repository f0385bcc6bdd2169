namespace ClerkSync.Core.Instance;

/// <summary>Whether a delivery may be applied.</summary>
/// <param name="Mismatch">Null if its instance is the database's.</param>
/// <param name="IsExample">Whether it is one of Clerk's examples, which are ignored.</param>
internal readonly record struct InstanceVerdict(InstanceMismatch? Mismatch, bool IsExample)
{
    public static InstanceVerdict Accepted { get; }
}
