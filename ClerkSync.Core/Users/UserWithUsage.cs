using ClerkSync.Core.Usage;

namespace ClerkSync.Core.Users;

/// <summary>A user and what the runs add up to.</summary>
/// <param name="User">The user.</param>
/// <param name="Usage">The usage.</param>
public sealed record UserWithUsage(User User, UsageSummary Usage);
