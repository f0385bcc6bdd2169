namespace ClerkSync.Tests.Drivers;

/// <summary>Something that a test needs and a machine may lack. Without it, the test is skipped, but in CI it fails.</summary>
internal static class Prerequisite
{
    /// <summary>The reason to skip the test; null runs the test.</summary>
    public static string? Lacking(bool isThere, string reason) =>
        isThere || Environment.GetEnvironmentVariable("CI") is "true" ? null : reason;
}
