using System.Text.Json.Nodes;
using ClerkSync.SimulatedClerk.Api;
using ClerkSync.SimulatedClerk.Objects;

namespace ClerkSync.SimulatedClerk.Simulate;

/// <summary>Reads Clerk's objects from events. Malformed ones throw a <see cref="RejectedRequestException"/>.</summary>
internal static class TriggeredObjects
{
    public static SimulatedUser ReadUser(RequestBody data) =>
        new()
        {
            Id = data.GetText("id"),
            ExternalId = data.FindText("external_id"),
            Username = data.FindText("username"),
            FirstName = data.FindText("first_name"),
            LastName = data.FindText("last_name"),
            ImageUrl = data.FindText("image_url"),
            Emails = ReadIdentifications(data, "email_addresses", "email_address"),
            PrimaryEmailId = data.FindText("primary_email_address_id"),
            Phones = ReadIdentifications(data, "phone_numbers", "phone_number"),
            PrimaryPhoneId = data.FindText("primary_phone_number_id"),
            Metadata = data.ReadMetadata(),
            HasPassword = data.IsTrue("password_enabled"),
            Banned = data.IsTrue("banned"),
            Locked = data.IsTrue("locked"),
            LastSignInAt = data.FindMilliseconds("last_sign_in_at"),
            LastActiveAt = data.FindMilliseconds("last_active_at"),
            CreatedAt = data.FindMilliseconds("created_at") ?? GetVersion(data),
            UpdatedAt = GetVersion(data),
        };

    public static SimulatedOrganization ReadOrganization(RequestBody data) =>
        new()
        {
            Id = data.GetText("id"),
            Name = data.GetText("name"),
            Slug = data.GetText("slug"),
            CreatedBy = data.FindText("created_by"),
            ImageUrl = data.FindText("image_url"),
            MaxAllowedMemberships = data.FindNumber("max_allowed_memberships") ?? 0,
            AdminDeleteEnabled = data.FindFlag("admin_delete_enabled") ?? true,
            Metadata = data.ReadMetadata(),
            CreatedAt = data.FindMilliseconds("created_at") ?? GetVersion(data),
            UpdatedAt = GetVersion(data),
        };

    /// <summary>A membership contains its complete organization and its user's public data.</summary>
    public static (SimulatedMembership, SimulatedOrganization, SimulatedUser) ReadMembership(RequestBody data)
    {
        var organization = ReadOrganization(GetObject(data, "organization"));
        var user = ReadPublicUser(GetObject(data, "public_user_data"), GetVersion(data));
        var membership = new SimulatedMembership
        {
            Id = data.GetText("id"),
            OrganizationId = organization.Id,
            UserId = user.Id,
            Role = data.GetText("role"),
            Permissions = data.Has("permissions") ? data.FindTexts("permissions") : null,
            Metadata = data.ReadMetadata(),
            CreatedAt = data.FindMilliseconds("created_at") ?? GetVersion(data),
            UpdatedAt = GetVersion(data),
        };
        return (membership, organization, user);
    }

    private static SimulatedUser ReadPublicUser(RequestBody data, long createdAt)
    {
        Identification[] emails =
            data.FindText("identifier") is { } identifier && identifier.Contains('@', StringComparison.Ordinal)
                ?
                [
                    new Identification
                    {
                        Id = SimulatedIds.Draw("idn"),
                        Value = identifier,
                        CreatedAt = createdAt,
                    },
                ]
                : [];
        return new SimulatedUser
        {
            Id = data.GetText("user_id"),
            FirstName = data.FindText("first_name"),
            LastName = data.FindText("last_name"),
            ImageUrl = data.FindText("image_url"),
            Emails = emails,
            PrimaryEmailId = emails.FirstOrDefault()?.Id,
            CreatedAt = createdAt,
            UpdatedAt = createdAt,
        };
    }

    private static Identification[] ReadIdentifications(RequestBody data, string list, string name) =>
        data.Json[list] is JsonArray items
            ? [.. items.OfType<JsonObject>().Select(item => ReadIdentification(new RequestBody(item), name))]
            : [];

    private static Identification ReadIdentification(RequestBody data, string name) =>
        new()
        {
            Id = data.GetText("id"),
            Value = data.GetText(name),
            Verified = data.FindObject("verification") is not null,
            CreatedAt = data.FindMilliseconds("created_at") ?? 0,
        };

    private static long GetVersion(RequestBody data) =>
        data.FindMilliseconds("updated_at") ?? throw RejectedRequestException.Missing("updated_at");

    private static RequestBody GetObject(RequestBody data, string name) =>
        new(data.FindObject(name) ?? throw RejectedRequestException.Missing(name));
}
