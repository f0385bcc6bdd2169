namespace ClerkSync.Core.Mirror;

/// <summary>An object of Clerk's that cannot be read, and was skipped.</summary>
/// <param name="Table"><c>users</c>, <c>organizations</c> or <c>organization_memberships</c>.</param>
/// <param name="ClerkId">Null when even the id cannot be read.</param>
/// <param name="Path">The JSON path of what cannot be read, such as <c>$.updated_at</c>; never what is there.</param>
internal sealed record UnreadableObject(string Table, string? ClerkId, string Path);
