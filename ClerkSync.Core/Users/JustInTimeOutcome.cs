namespace ClerkSync.Core.Users;

/// <summary>The outcome of <see cref="UserService.EnsureExistsAsync"/>.</summary>
public enum JustInTimeOutcome
{
    /// <summary>The user has a row.</summary>
    Exists,

    /// <summary>This call inserted the row.</summary>
    Created,

    /// <summary>The user was deleted: there is no row, or an emptied one.</summary>
    Deleted,

    /// <summary>Clerk says that it has no such user. There is no row.</summary>
    Unknown,
}
