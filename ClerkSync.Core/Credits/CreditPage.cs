namespace ClerkSync.Core.Credits;

/// <summary>A page of a user's transactions, newest first.</summary>
/// <param name="Next">The cursor of the next page; null on the last page.</param>
public sealed record CreditPage(IReadOnlyList<CreditTransaction> Transactions, CreditCursor? Next);
