namespace ClerkSync.Bench.Load;

/// <summary>The kind of deliveries in a run.</summary>
internal enum Workload
{
    /// <summary>A burst of sign-ups into an empty table. The other workloads use its users.</summary>
    Burst,

    /// <summary>Each delivery updates a user.</summary>
    Updates,

    /// <summary>Each delivery is a sign-up.</summary>
    Inserts,

    /// <summary>Updates. Every fifth delivery repeats one of the burst.</summary>
    Duplicates,

    /// <summary>Updates. Every fifth delivery is older than the stored version.</summary>
    Stale,

    /// <summary>Updates. Every tenth delivery is a sign-up.</summary>
    SignUps,
}
