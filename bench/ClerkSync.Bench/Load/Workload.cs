namespace ClerkSync.Bench.Load;

/// <summary>What a run delivers.</summary>
internal enum Workload
{
    /// <summary>A burst of sign-ups onto an empty table. The other workloads use its users.</summary>
    Burst,

    /// <summary>Each delivery updates a user.</summary>
    Updates,

    /// <summary>Each delivery is a sign-up.</summary>
    Inserts,

    /// <summary>Updates; each fifth delivery repeats one of the burst.</summary>
    Duplicates,

    /// <summary>Updates; each fifth delivery is older than what is stored.</summary>
    Stale,

    /// <summary>Updates; each tenth delivery is a sign-up.</summary>
    SignUps,
}
