namespace ClerkSync.Core.Credits;

/// <summary>Some of a user's transactions, newest first.</summary>
/// <param name="Transactions">At most as many as were asked for.</param>
/// <param name="Next">What the next page comes after; null when this is the last.</param>
public sealed record CreditPage(IReadOnlyList<CreditTransaction> Transactions, CreditCursor? Next);
