namespace ClerkSync.Core.Mirror;

/// <summary>The stored result of a run. Each kind of run has its own type.</summary>
internal interface IRunResult
{
    /// <summary>Whether the run covers all objects that Clerk or Stripe has, and the database rejected no row.</summary>
    bool IsComplete { get; }
}
