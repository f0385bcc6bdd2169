namespace ClerkSync.Bench.Load;

/// <summary>A delivery before its body is created.</summary>
/// <param name="User">The number of the user.</param>
/// <param name="Version">The user's <c>updated_at</c> in milliseconds.</param>
/// <param name="Outcome">The outcome that ClerkSync must return.</param>
internal readonly record struct PlannedDelivery(int User, long Version, string SvixId, string Type, string Outcome)
{
    public const string Applied = "applied";
    public const string Duplicate = "duplicate";
    public const string Stale = "stale";

    /// <summary>Creates the body that Clerk would send, about 3 KB.</summary>
    public byte[] CreateBody() => UserPayload.Create(Type, User, Version);
}
