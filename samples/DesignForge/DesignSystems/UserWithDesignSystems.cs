namespace DesignForge.DesignSystems;

/// <summary>A user with their design systems.</summary>
/// <param name="User">The part of the user's row that support needs.</param>
/// <param name="DesignSystems">Newest first.</param>
public sealed record UserWithDesignSystems(UserBody User, IReadOnlyList<DesignSystem> DesignSystems);

/// <param name="Email">Null when the user has no email address.</param>
public sealed record UserBody(string ClerkId, string? Email, string Plan, long Credits);
