namespace ClerkSync.Tests.Drivers;

/// <summary>What <see cref="FakeClerkApi"/> was asked.</summary>
/// <param name="Url">Path and query.</param>
/// <param name="Headers">All of them.</param>
/// <param name="At">By the clock of the fake.</param>
internal sealed record ReceivedRequest(string Url, IReadOnlyDictionary<string, string> Headers, TimeSpan At);
