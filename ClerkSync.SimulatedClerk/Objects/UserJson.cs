using System.Text.Json;

namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>Clerk's user object.</summary>
/// <remarks>Source: Clerk's Backend API specification 2026-05-12, <c>User</c> and <c>EmailAddress</c>.</remarks>
internal static class UserJson
{
    public static void Write(Utf8JsonWriter json, SimulatedUser user)
    {
        json.WriteStartObject();
        json.WriteString("object", "user");
        json.WriteString("id", user.Id);
        json.WriteString("external_id", user.ExternalId);
        json.WriteString("primary_email_address_id", user.PrimaryEmailId);
        json.WriteString("primary_phone_number_id", user.PrimaryPhoneId);
        json.WriteNull("primary_web3_wallet_id");
        json.WriteString("username", user.Username);
        json.WriteString("first_name", user.FirstName);
        json.WriteString("last_name", user.LastName);
        WriteImage(json, user);
        json.WriteBoolean("has_image", false);
        MetadataJson.Write(json, user.Metadata);
        MetadataJson.WriteUnsafe(json, user.Metadata);
        WriteIdentifications(json, "email_addresses", user.Emails, WriteEmail);
        WriteIdentifications(json, "phone_numbers", user.Phones, WritePhone);
        WriteEmptyLists(json);
        json.WriteBoolean("password_enabled", user.HasPassword);
        json.WriteBoolean("two_factor_enabled", false);
        json.WriteBoolean("totp_enabled", false);
        json.WriteBoolean("backup_code_enabled", false);
        json.WriteNull("mfa_enabled_at");
        json.WriteNull("mfa_disabled_at");
        WriteTime(json, "last_sign_in_at", user.LastSignInAt);
        WriteTime(json, "last_active_at", user.LastActiveAt);
        json.WriteNull("legal_accepted_at");
        json.WriteBoolean("banned", user.Banned);
        json.WriteBoolean("locked", user.Locked);
        json.WriteNull("lockout_expires_in_seconds");
        json.WriteNumber("verification_attempts_remaining", 100);
        json.WriteBoolean("delete_self_enabled", true);
        json.WriteBoolean("create_organization_enabled", true);
        json.WriteNull("create_organizations_limit");
        json.WriteNumber("created_at", user.CreatedAt);
        json.WriteNumber("updated_at", user.UpdatedAt);
        json.WriteEndObject();
    }

    public static void WriteEmail(Utf8JsonWriter json, Identification email)
    {
        json.WriteStartObject();
        json.WriteString("object", "email_address");
        json.WriteString("id", email.Id);
        json.WriteString("email_address", email.Value);
        json.WriteBoolean("reserved", false);
        WriteVerification(json, email);
        json.WriteStartArray("linked_to");
        json.WriteEndArray();
        json.WriteBoolean("matches_sso_connection", false);
        json.WriteNumber("created_at", email.CreatedAt);
        json.WriteNumber("updated_at", email.CreatedAt);
        json.WriteEndObject();
    }

    /// <summary>Writes the URL of the user's image, under both of Clerk's names for it.</summary>
    public static void WriteImage(Utf8JsonWriter json, SimulatedUser user)
    {
        var url = user.ImageUrl ?? ImageUrl(user.Id);
        json.WriteString("profile_image_url", url);
        json.WriteString("image_url", url);
    }

    /// <summary>Returns the URL that the image of a user or an organization would have.</summary>
    public static string ImageUrl(string id) => $"https://img.clerk.com/simulated/{id}";

    private static void WritePhone(Utf8JsonWriter json, Identification phone)
    {
        json.WriteStartObject();
        json.WriteString("object", "phone_number");
        json.WriteString("id", phone.Id);
        json.WriteString("phone_number", phone.Value);
        json.WriteBoolean("reserved_for_second_factor", false);
        json.WriteBoolean("default_second_factor", false);
        json.WriteBoolean("reserved", false);
        WriteVerification(json, phone);
        json.WriteStartArray("linked_to");
        json.WriteEndArray();
        json.WriteNull("backup_codes");
        json.WriteNumber("created_at", phone.CreatedAt);
        json.WriteNumber("updated_at", phone.CreatedAt);
        json.WriteEndObject();
    }

    private static void WriteVerification(Utf8JsonWriter json, Identification identification)
    {
        if (!identification.Verified)
        {
            json.WriteNull("verification");
            return;
        }

        json.WriteStartObject("verification");
        json.WriteString("object", "verification_admin");
        json.WriteString("status", "verified");
        json.WriteString("strategy", "admin");
        json.WriteNull("attempts");
        json.WriteNull("expire_at");
        json.WriteEndObject();
    }

    private static void WriteIdentifications(
        Utf8JsonWriter json,
        string name,
        IReadOnlyList<Identification> identifications,
        Action<Utf8JsonWriter, Identification> write
    )
    {
        json.WriteStartArray(name);
        foreach (var identification in identifications)
        {
            write(json, identification);
        }

        json.WriteEndArray();
    }

    private static void WriteEmptyLists(Utf8JsonWriter json)
    {
        foreach (
            var name in (string[])
                ["web3_wallets", "passkeys", "external_accounts", "saml_accounts", "enterprise_accounts"]
        )
        {
            json.WriteStartArray(name);
            json.WriteEndArray();
        }
    }

    private static void WriteTime(Utf8JsonWriter json, string name, long? time)
    {
        if (time is { } milliseconds)
        {
            json.WriteNumber(name, milliseconds);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
