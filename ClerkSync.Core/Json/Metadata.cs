using System.Text.Json;

namespace ClerkSync.Core.Json;

/// <summary>Reads Clerk's metadata, which is an object, null or absent.</summary>
internal static class Metadata
{
    /// <summary>The JSON of the object; null and absent count as empty.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static string Read(JsonElement metadata) =>
        metadata.ValueKind switch
        {
            JsonValueKind.Object => metadata.GetRawText(),
            JsonValueKind.Null or JsonValueKind.Undefined => "{}",
            _ => throw new JsonException(),
        };
}
