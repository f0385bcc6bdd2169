using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ClerkSync.Core.Json;
using ClerkSync.Core.Users;

namespace ClerkSync.Core.Mirror;

/// <summary>One column of a user's row beside Clerk's value.</summary>
/// <param name="Name">The column.</param>
/// <param name="Database">As JSON. The private metadata is not shown.</param>
/// <param name="Clerk">Clerk's value in the same form.</param>
internal sealed record ComparedField(
    string Name,
    [property: JsonConverter(typeof(JsonTextConverter))] string Database,
    [property: JsonConverter(typeof(JsonTextConverter))] string Clerk,
    bool Differs
)
{
    private const string Hidden = "\"not shown\"";

    /// <param name="row">Null when there is no row. Every field that Clerk has then differs.</param>
    public static IReadOnlyList<ComparedField> Compare(StoredUser? row, ClerkUser clerk)
    {
        var different = row?.FindDifferences(clerk);
        return
        [
            Field("email", Text(row?.Email), Text(clerk.PrimaryEmail)),
            Field("primary_email", Text(row?.PrimaryEmail), Text(clerk.PrimaryEmail)),
            Field("first_name", Text(row?.FirstName), Text(clerk.FirstName)),
            Field("last_name", Text(row?.LastName), Text(clerk.LastName)),
            Field("username", Text(row?.Username), Text(clerk.Username)),
            Field("phone", Text(row?.Phone), Text(clerk.Phone)),
            Field("image_url", Text(row?.ImageUrl), Text(clerk.ImageUrl)),
            Field("external_id", Text(row?.ExternalId), Text(clerk.ExternalId)),
            Field("banned", Truth(row?.Banned), Truth(clerk.Banned)),
            Field("locked", Truth(row?.Locked), Truth(clerk.Locked)),
            Field("public_metadata", row?.PublicMetadata ?? "null", clerk.PublicMetadata),
            Field("private_metadata", Hidden, Hidden),
            Field("unsafe_metadata", row?.UnsafeMetadata ?? "null", clerk.UnsafeMetadata),
            Field("clerk_created_at", Time(row?.ClerkCreatedAt), Time(clerk.CreatedAt)),
        ];

        ComparedField Field(string name, string database, string clerks) =>
            new(name, database, clerks, different?.Contains(name) ?? database != clerks);
    }

    private static string Text(string? text) =>
        text is null ? "null" : JsonSerializer.Serialize(text, MirrorJson.Default.String);

    private static string Truth(bool? value) =>
        value switch
        {
            null => "null",
            true => "true",
            false => "false",
        };

    private static string Time(DateTimeOffset? time) => Text(time?.ToString("O", CultureInfo.InvariantCulture));
}
