namespace ClerkSync.Bench.Calls;

/// <summary>What a call has cost, on the average of a round.</summary>
/// <param name="Processor">Microseconds of this process's processor time, collecting and compiling included.</param>
/// <param name="Server">Microseconds of processor time of the Postgres process that answers; 0 when nobody asks one.</param>
/// <param name="Time">Microseconds by the clock.</param>
/// <param name="Bytes">Allocated.</param>
internal readonly record struct CallCost(double Processor, double Server, double Time, double Bytes);
