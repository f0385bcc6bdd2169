namespace ClerkSync.Tests.Drivers;

/// <summary>The size of a test: reduced in <c>./clerksync test</c>, and as documented in <c>test --full</c>.</summary>
internal static class TestSize
{
    public static int Of(int reduced, int full) =>
        Environment.GetEnvironmentVariable("CLERKSYNC_TEST_SIZE") == "full" ? full : reduced;
}
