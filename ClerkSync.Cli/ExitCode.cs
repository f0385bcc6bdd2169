namespace ClerkSync.Cli;

/// <summary>What scripts may rely on; <c>--help</c> lists them.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>What was asked for failed, or there is no such user, delivery, key or run.</summary>
    public const int Failed = 1;

    /// <summary>The command line cannot be understood.</summary>
    public const int Usage = 2;

    /// <summary>A setting is missing or malformed, or the database cannot be reached.</summary>
    public const int NotReady = 3;

    /// <summary>One of Clerk's lists ended before everything was read that Clerk counts.</summary>
    public const int Incomplete = 4;
}
