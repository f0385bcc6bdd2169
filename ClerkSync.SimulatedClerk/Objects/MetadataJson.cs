using System.Text.Json;

namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>The metadata of Clerk's objects.</summary>
internal static class MetadataJson
{
    /// <summary>Writes the public and the private metadata, which every object has.</summary>
    public static void Write(Utf8JsonWriter json, Metadata metadata)
    {
        Write(json, "public_metadata", metadata.Public);
        Write(json, "private_metadata", metadata.Private);
    }

    /// <summary>Writes the unsafe metadata, which users can write themselves.</summary>
    public static void WriteUnsafe(Utf8JsonWriter json, Metadata metadata) =>
        Write(json, "unsafe_metadata", metadata.Unsafe);

    private static void Write(Utf8JsonWriter json, string name, JsonElement? metadata)
    {
        json.WritePropertyName(name);
        if (metadata is { } element)
        {
            element.WriteTo(json);
        }
        else
        {
            json.WriteStartObject();
            json.WriteEndObject();
        }
    }
}
