namespace ClerkSync.Bench.Load;

/// <summary>A delivery of a run, before it has bytes.</summary>
/// <param name="User">Number of the user.</param>
/// <param name="Version">The user's <c>updated_at</c> in milliseconds.</param>
/// <param name="SvixId">Of the delivery.</param>
/// <param name="Type">Of the event.</param>
/// <param name="Outcome">What ClerkSync must answer.</param>
internal readonly record struct PlannedDelivery(int User, long Version, string SvixId, string Type, string Outcome)
{
    public const string Applied = "applied";
    public const string Duplicate = "duplicate";
    public const string Stale = "stale";

    /// <summary>The body that Clerk would send, about 3 KB.</summary>
    public byte[] CreateBody() => UserPayload.Create(Type, User, Version);
}
