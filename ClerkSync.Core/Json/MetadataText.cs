using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace ClerkSync.Core.Json;

/// <summary>Reads Clerk's metadata, which is an object, null or absent.</summary>
internal static class MetadataText
{
    private const string Empty = "{}";

    /// <summary>
    /// Returns the object's JSON in a form that jsonb accepts. Anything that is not an object, or is nested too deeply,
    /// becomes an empty object.
    /// </summary>
    public static string Read(JsonElement? metadata)
    {
        if (metadata is not { ValueKind: JsonValueKind.Object } found)
        {
            return Empty;
        }

        var json = JsonMarshal.GetRawUtf8Value(found);
        return IsTooDeep(json) ? Empty : Encoding.UTF8.GetString(PostgresNumbers.MakeStorable(json));
    }

    private static bool IsTooDeep(ReadOnlySpan<byte> json)
    {
        // A level has two brackets.
        if (json.Length <= 2 * ClerkJson.MaxDepth)
        {
            return false;
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        while (reader.Read())
        {
            // The depth of an opening bracket is that of its parent.
            if (
                reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray
                && reader.CurrentDepth >= ClerkJson.MaxDepth
            )
            {
                return true;
            }
        }

        return false;
    }
}
