namespace ClerkSync.SimulatedClerk;

/// <summary>The simulated Clerk cannot start.</summary>
/// <param name="message">A sentence for users: what happened, and what to do.</param>
/// <param name="innerException">The cause.</param>
public sealed class SimulatedClerkException(string message, Exception innerException)
    : Exception(message, innerException);
