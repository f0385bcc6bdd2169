namespace ClerkSync.Cli;

/// <summary>Exit codes that scripts may rely on. <c>--help</c> lists them.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The command failed, or the user, delivery, key or run does not exist.</summary>
    public const int Failed = 1;

    /// <summary>The command line cannot be understood.</summary>
    public const int Usage = 2;

    /// <summary>
    /// A setting is missing or malformed, Clerk or Stripe rejects the key, the database cannot be reached or, after <c>migrate</c>, does
    /// not meet a precondition, or the local Postgres cannot start.
    /// </summary>
    public const int NotReady = 3;

    /// <summary>
    /// One of Clerk's lists ended before all objects that Clerk counts were read, or an access check could not read Stripe, also because
    /// Stripe rejects the key, or the mapped table.
    /// </summary>
    public const int Incomplete = 4;
}
