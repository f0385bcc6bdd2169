namespace ClerkSync.Tests.Drivers;

/// <summary>What a test needs and a machine may lack. Without it the test is skipped by name, but in CI it fails.</summary>
internal static class Prerequisite
{
    /// <summary>Why such a test is skipped; null when it is not.</summary>
    public static string? Lacking(bool isThere, string reason) =>
        isThere || Environment.GetEnvironmentVariable("CI") is "true" ? null : reason;
}
