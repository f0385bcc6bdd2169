namespace ClerkSync.Core.Users;

/// <summary>What <see cref="UserService.EnsureExistsAsync"/> found or did.</summary>
public enum JustInTimeOutcome
{
    /// <summary>The user has a row.</summary>
    Exists,

    /// <summary>The user has a row, which this call inserted.</summary>
    Created,

    /// <summary>The user was deleted and has no row, or an emptied one.</summary>
    Dead,

    /// <summary>Clerk itself says that it has no such user. There is no row.</summary>
    Unknown,
}
