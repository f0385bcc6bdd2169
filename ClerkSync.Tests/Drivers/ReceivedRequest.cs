namespace ClerkSync.Tests.Drivers;

/// <summary>A request that <see cref="FakeClerkApi"/> received.</summary>
/// <param name="Url">The path and the query.</param>
/// <param name="Headers">All headers.</param>
/// <param name="At">The time by the clock of the fake.</param>
internal sealed record ReceivedRequest(string Url, IReadOnlyDictionary<string, string> Headers, TimeSpan At);
