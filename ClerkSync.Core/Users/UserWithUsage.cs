using ClerkSync.Core.Usage;

namespace ClerkSync.Core.Users;

/// <summary>A user and what his runs add up to.</summary>
/// <param name="User">The user.</param>
/// <param name="Usage">His usage.</param>
public sealed record UserWithUsage(User User, UsageSummary Usage);
