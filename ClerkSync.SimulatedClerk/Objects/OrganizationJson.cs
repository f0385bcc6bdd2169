using System.Text.Json;

namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>Clerk's organization and membership objects.</summary>
/// <remarks>Source: Clerk's Backend API specification 2026-05-12.</remarks>
internal static class OrganizationJson
{
    public static void Write(Utf8JsonWriter json, OrganizationView view)
    {
        var organization = view.Organization;
        json.WriteStartObject();
        json.WriteString("object", "organization");
        json.WriteString("id", organization.Id);
        json.WriteString("name", organization.Name);
        json.WriteString("slug", organization.Slug);
        json.WriteString("image_url", organization.ImageUrl ?? UserJson.ImageUrl(organization.Id));
        json.WriteBoolean("has_image", false);
        json.WriteNumber("members_count", view.MembersCount);
        json.WriteBoolean("missing_member_with_elevated_permissions", false);
        json.WriteNumber("pending_invitations_count", 0);
        json.WriteNumber("max_allowed_memberships", organization.MaxAllowedMemberships);
        json.WriteBoolean("admin_delete_enabled", organization.AdminDeleteEnabled);
        MetadataJson.Write(json, organization.Metadata);
        if (organization.CreatedBy is { } createdBy)
        {
            json.WriteString("created_by", createdBy);
        }

        json.WriteNumber("created_at", organization.CreatedAt);
        json.WriteNumber("updated_at", organization.UpdatedAt);
        json.WriteEndObject();
    }

    /// <summary>Writes a membership with its organization and its user's public data.</summary>
    public static void WriteMembership(Utf8JsonWriter json, MembershipView view)
    {
        var membership = view.Membership;
        json.WriteStartObject();
        json.WriteString("object", "organization_membership");
        json.WriteString("id", membership.Id);
        json.WriteString("role", membership.Role);
        json.WriteString("role_name", Roles.Name(membership.Role));
        json.WriteStartArray("permissions");
        foreach (var permission in membership.Permissions ?? Roles.Permissions(membership.Role))
        {
            json.WriteStringValue(permission);
        }

        json.WriteEndArray();
        MetadataJson.Write(json, membership.Metadata);
        json.WritePropertyName("organization");
        Write(json, view.Organization);
        WritePublicUserData(json, view.User);
        json.WriteNumber("created_at", membership.CreatedAt);
        json.WriteNumber("updated_at", membership.UpdatedAt);
        json.WriteEndObject();
    }

    private static void WritePublicUserData(Utf8JsonWriter json, SimulatedUser user)
    {
        json.WriteStartObject("public_user_data");
        json.WriteString("user_id", user.Id);
        json.WriteString("first_name", user.FirstName);
        json.WriteString("last_name", user.LastName);
        UserJson.WriteImage(json, user);
        json.WriteBoolean("has_image", false);
        json.WriteString("identifier", user.FindIdentifier());
        json.WriteEndObject();
    }
}

/// <summary>An organization with its number of members.</summary>
internal sealed record OrganizationView(SimulatedOrganization Organization, int MembersCount);

/// <summary>A membership with its user and organization.</summary>
internal sealed record MembershipView(
    SimulatedMembership Membership,
    OrganizationView Organization,
    SimulatedUser User
);
