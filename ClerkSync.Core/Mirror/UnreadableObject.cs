namespace ClerkSync.Core.Mirror;

/// <summary>An object of Clerk's that was unreadable and skipped.</summary>
/// <param name="Table"><c>users</c>, <c>organizations</c> or <c>organization_memberships</c>.</param>
/// <param name="ClerkId">Null when the id is unreadable too.</param>
/// <param name="Path">The JSON path of the unreadable member, such as <c>$.updated_at</c>, never its value.</param>
internal sealed record UnreadableObject(string Table, string? ClerkId, string Path);
