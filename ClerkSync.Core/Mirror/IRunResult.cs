namespace ClerkSync.Core.Mirror;

/// <summary>What a run stores as its result. Each kind of run has its own.</summary>
internal interface IRunResult
{
    /// <summary>Whether the run covers all objects that Clerk or Stripe has, and the database rejected no row.</summary>
    bool IsComplete { get; }
}
