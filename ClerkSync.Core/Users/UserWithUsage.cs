using ClerkSync.Core.Usage;

namespace ClerkSync.Core.Users;

/// <summary>A user and the totals of their runs.</summary>
public sealed record UserWithUsage(User User, UsageSummary Usage);
