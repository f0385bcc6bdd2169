namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>The two default roles of organizations in every Clerk application.</summary>
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

    public static bool IsKnown(string role) => role is Admin or Member;

    /// <summary>Returns the name that users see.</summary>
    public static string Name(string role) => role == Admin ? "Admin" : "Member";

    public static IReadOnlyList<string> Permissions(string role) => role == Admin ? OfAdmins : OfMembers;
}
