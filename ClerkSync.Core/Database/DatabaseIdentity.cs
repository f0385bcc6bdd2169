namespace ClerkSync.Core.Database;

/// <summary>How this process authenticates to the database.</summary>
public enum DatabaseIdentity
{
    /// <summary>The password of <c>DATABASE_URL</c>, if the server asks for one.</summary>
    Password,

    /// <summary>A Microsoft Entra ID token instead of a password.</summary>
    Entra,
}
