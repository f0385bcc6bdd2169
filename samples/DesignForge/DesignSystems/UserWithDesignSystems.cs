namespace DesignForge.DesignSystems;

/// <summary>A user and what he has made.</summary>
/// <param name="User">Of his row, what a helper needs to know.</param>
/// <param name="DesignSystems">The newest first.</param>
public sealed record UserWithDesignSystems(UserBody User, IReadOnlyList<DesignSystem> DesignSystems);

/// <summary>A user.</summary>
/// <param name="ClerkId">Clerk's id.</param>
/// <param name="Email">Null when he has none.</param>
/// <param name="Plan">His plan.</param>
/// <param name="Credits">The balance.</param>
public sealed record UserBody(string ClerkId, string? Email, string Plan, long Credits);
