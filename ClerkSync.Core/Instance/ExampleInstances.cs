namespace ClerkSync.Core.Instance;

/// <summary>The instance ids in the examples that Clerk publishes. The Dashboard's <b>Send Example</b> sends them too.</summary>
/// <remarks>Source: Clerk's webhook specification 2025-04-15 and Backend API 2026-05-12.</remarks>
internal static class ExampleInstances
{
    private static readonly HashSet<string> Ids =
    [
        "ins_2g7np7Hrk0SN6kj5EDMLDaKNL0S",
        "ins_2xhFjEI5X2qWRvtV13BzSj8H6Dk",
        "ins_123",
    ];

    /// <summary>Whether an id is an example's. Such an id does not show where a delivery comes from.</summary>
    public static bool Contains(string id) => Ids.Contains(id);
}
