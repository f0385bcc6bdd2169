namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>The roles of organizations: the two that every Clerk application begins with.</summary>
/// <remarks>Source: Clerk's documentation, "Roles and permissions".</remarks>
internal static class Roles
{
    public const string Admin = "org:admin";
    public const string Member = "org:member";

    private static readonly string[] OfMembers = ["org:sys_memberships:read", "org:sys_billing:read"];
    private static readonly string[] OfAdmins =
    [
        "org:sys_profile:manage",
        "org:sys_profile:delete",
        "org:sys_memberships:read",
        "org:sys_memberships:manage",
        "org:sys_domains:read",
        "org:sys_domains:manage",
        "org:sys_billing:read",
        "org:sys_billing:manage",
    ];

    /// <summary>Whether there is such a role.</summary>
    public static bool IsKnown(string role) => role is Admin or Member;

    /// <summary>What people read.</summary>
    public static string Name(string role) => role == Admin ? "Admin" : "Member";

    /// <summary>What a role may do.</summary>
    public static IReadOnlyList<string> Permissions(string role) => role == Admin ? OfAdmins : OfMembers;
}
