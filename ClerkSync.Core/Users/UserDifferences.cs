using System.Text.Json;

namespace ClerkSync.Core.Users;

/// <summary>Finds what a row says otherwise than Clerk.</summary>
internal static class UserDifferences
{
    /// <summary>The columns that differ; none when the row is right.</summary>
    /// <remarks>
    /// Not compared: <c>last_sign_in_at</c>, which moves in Clerk without an event, and the version, which says nothing by itself.
    /// An email that a newer user holds is null and right.
    /// </remarks>
    public static IReadOnlyList<string> Find(ClerkUser clerk, StoredUser row)
    {
        var columns = new List<string>();
        Compare("primary_email", clerk.PrimaryEmail == row.PrimaryEmail);
        Compare("email", row.Email is null || row.Email == clerk.PrimaryEmail);
        Compare("first_name", clerk.FirstName == row.FirstName);
        Compare("last_name", clerk.LastName == row.LastName);
        Compare("username", clerk.Username == row.Username);
        Compare("phone", clerk.Phone == row.Phone);
        Compare("image_url", clerk.ImageUrl == row.ImageUrl);
        Compare("external_id", clerk.ExternalId == row.ExternalId);
        Compare("banned", clerk.Banned == row.Banned);
        Compare("locked", clerk.Locked == row.Locked);
        Compare("public_metadata", AreEqualJson(clerk.PublicMetadata, row.PublicMetadata));
        Compare("private_metadata", AreEqualJson(clerk.PrivateMetadata, row.PrivateMetadata));
        Compare("unsafe_metadata", AreEqualJson(clerk.UnsafeMetadata, row.UnsafeMetadata));
        Compare("clerk_created_at", clerk.CreatedAt == row.ClerkCreatedAt);
        return columns;

        void Compare(string column, bool isEqual)
        {
            if (!isEqual)
            {
                columns.Add(column);
            }
        }
    }

    /// <summary>Whether two JSON objects say the same; jsonb orders keys and writes numbers in its own way.</summary>
    private static bool AreEqualJson(string left, string right)
    {
        if (left == right)
        {
            return true;
        }

        using var leftDocument = JsonDocument.Parse(left);
        using var rightDocument = JsonDocument.Parse(right);
        return JsonElement.DeepEquals(leftDocument.RootElement, rightDocument.RootElement);
    }
}
