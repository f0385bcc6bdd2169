namespace ClerkSync.Core.Database;

/// <summary>What this process shows the database to be let in.</summary>
public enum DatabaseIdentity
{
    /// <summary>The password of <c>DATABASE_URL</c>, if the server asks for one.</summary>
    Password,

    /// <summary>A token of Microsoft Entra ID, in the place of a password.</summary>
    Entra,
}
