namespace ClerkSync.Tests.Drivers;

/// <summary>How much a test does: <c>./clerksync test</c> runs reduced sizes, <c>test --full</c> those that we promise.</summary>
internal static class TestSize
{
    public static int Of(int reduced, int full) =>
        Environment.GetEnvironmentVariable("CLERKSYNC_TEST_SIZE") == "full" ? full : reduced;
}
