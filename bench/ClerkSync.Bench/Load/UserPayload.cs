using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ClerkSync.Bench.Load;

/// <summary>
/// Clerk's example of a user event, with the data of a typical user: an email address, a Google account and metadata.
/// </summary>
internal static class UserPayload
{
    /// <summary>The public metadata of each user, as JSON.</summary>
    public const string PublicMetadata = """
        {"locale":"en-GB","onboarded":true,"tier":"pro","company":{"name":"Northwind Traders","size":"51-200","industry":"logistics",
        "country":"GB"},"features":["exports","reports","sso","audit-log","priority-support"],"referrer":"https://example.com/blog/ho
        w-we-sync?utm_source=newsletter&utm_campaign=spring"}
        """;

    public const string PrivateMetadata = """
        {"stripe_customer_id":"cus_QkT3vJ1aZx9LmN","crm":{"id":"0035g00000XyZAbAAN","owner":"emea-2","score":71},"flags":["beta-2024",
        "migrated-v1"],"notes":"Asked for an invoice with a purchase order number; renews yearly."}
        """;

    public const string UnsafeMetadata = """
        {"theme":"dark","tours":[1,2,3,5,8],"sidebar":{"collapsed":false,"width":288},"last_project":"prj_9sPq2LkV"}
        """;

    private const string User = "~user~~~~~";
    private const string Version = "~version~~~~~";
    private const string Type = "~type~";

    private static readonly string Template = CreateTemplate();

    public static string IdOf(int user) => $"user_{Digits(user)}{Suffix}";

    /// <summary>The part of a user's id after the ten digits.</summary>
    public const string Suffix = "2g7np7Hrk0SN6kj5E";

    public static byte[] Create(string type, int user, long version) =>
        Encoding.UTF8.GetBytes(
            new StringBuilder(Template)
                .Replace(Type, type)
                .Replace(User, Digits(user))
                .Replace($"\"{Version}\"", version.ToString(CultureInfo.InvariantCulture))
                .Replace(Version, version.ToString(CultureInfo.InvariantCulture))
                .ToString()
        );

    private static string Digits(int user) => user.ToString("d10", CultureInfo.InvariantCulture);

    private static string CreateTemplate()
    {
        using var stream = typeof(UserPayload).Assembly.GetManifestResourceStream("user.created.json")!;
        var payload = JsonNode.Parse(stream)!;
        payload["type"] = Type;
        payload["instance_id"] = "ins_1";
        payload["timestamp"] = Version;
        var user = payload["data"]!;
        user["id"] = $"user_{User}{Suffix}";
        user["first_name"] = "Ada";
        user["primary_email_address_id"] = $"idn_{User}{Suffix}";
        user["email_addresses"] = new JsonArray(Email());
        user["external_accounts"] = new JsonArray(GoogleAccount());
        user["public_metadata"] = Parse(PublicMetadata);
        // The most common kind of update. A new name or email address would also change an index.
        user["public_metadata"]!["visited_at"] = Version;
        user["private_metadata"] = Parse(PrivateMetadata);
        user["unsafe_metadata"] = Parse(UnsafeMetadata);
        user["updated_at"] = Version;
        return payload.ToJsonString();
    }

    private static JsonObject Email() =>
        new()
        {
            ["id"] = $"idn_{User}{Suffix}",
            ["object"] = "email_address",
            ["email_address"] = $"person.{User}@example.com",
            ["reserved"] = false,
            ["verification"] = Verification("from_oauth_google"),
            ["linked_to"] = new JsonArray(
                new JsonObject { ["id"] = $"idn_g{User}{Suffix}", ["type"] = "oauth_google" }
            ),
            ["matches_sso_connection"] = false,
            ["created_at"] = 1716883200000,
            ["updated_at"] = 1716883200000,
        };

    private static JsonObject GoogleAccount() =>
        new()
        {
            ["object"] = "external_account",
            ["id"] = $"eac_{User}{Suffix}",
            ["provider"] = "oauth_google",
            ["identification_id"] = $"idn_g{User}{Suffix}",
            ["provider_user_id"] = $"1038291{User}",
            ["approved_scopes"] =
                "email https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/userinfo.profile openid profile",
            ["email_address"] = $"person.{User}@example.com",
            ["first_name"] = "Ada",
            ["last_name"] = "Lovelace",
            ["avatar_url"] = $"https://lh3.googleusercontent.com/a/ACg8ocKx{User}QwErTy=s1000-c",
            ["username"] = null,
            ["public_metadata"] = new JsonObject(),
            ["label"] = null,
            ["verification"] = Verification("oauth_google"),
            ["created_at"] = 1716883200000,
            ["updated_at"] = 1716883200000,
        };

    private static JsonObject Verification(string strategy) =>
        new()
        {
            ["object"] = "verification_oauth",
            ["status"] = "verified",
            ["strategy"] = strategy,
            ["attempts"] = null,
            ["expire_at"] = 1716883800000,
        };

    // The constants contain line breaks for readability.
    private static JsonNode Parse(string json) => JsonNode.Parse(json.ReplaceLineEndings(""))!;
}
