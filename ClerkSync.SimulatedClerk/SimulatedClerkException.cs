namespace ClerkSync.SimulatedClerk;

/// <summary>The simulated Clerk cannot start.</summary>
/// <param name="message">A sentence for users: the reason and the remedy.</param>
public sealed class SimulatedClerkException(string message, Exception innerException)
    : Exception(message, innerException);
