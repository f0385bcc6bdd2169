using System.Text.Json;
using System.Text.Json.Serialization;
using ClerkSync.LocalHost.Up;

namespace ClerkSync.Cli.Trigger;

/// <summary>
/// Remembers the last triggered object of each kind, so that created, updated and deleted in a row affect the same object.
/// </summary>
internal sealed class TriggerMemory(DataFolder data)
{
    private const string FileName = "trigger.json";

    private readonly string _file = data.File(FileName);

    /// <summary>The remembered objects by kind; empty at first.</summary>
    public IReadOnlyDictionary<string, TriggeredObject> Read()
    {
        if (!File.Exists(_file))
        {
            return new Dictionary<string, TriggeredObject>();
        }

        try
        {
            return JsonSerializer.Deserialize(
                    File.ReadAllText(_file),
                    TriggerMemoryJson.Default.DictionaryStringTriggeredObject
                ) ?? [];
        }
        catch (JsonException exception)
        {
            throw new IOException($"{_file} cannot be read. Delete it; it only remembers ids for trigger.", exception);
        }
    }

    /// <summary>Remembers an object as the last of its kind.</summary>
    public void Write(string kind, TriggeredObject triggered)
    {
        Dictionary<string, TriggeredObject> objects = new(Read()) { [kind] = triggered };
        data.WritePrivate(
            FileName,
            JsonSerializer.Serialize(objects, TriggerMemoryJson.Default.DictionaryStringTriggeredObject)
        );
    }
}

/// <summary>The state of an object when it was last triggered.</summary>
/// <param name="Email">Null when it has none.</param>
/// <param name="FirstName">Null when it has none.</param>
/// <param name="CreatedAt">Milliseconds since 1970; null when the creation was not triggered here.</param>
internal sealed record TriggeredObject(string Id, string? Email, string? FirstName, long? CreatedAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(Dictionary<string, TriggeredObject>))]
internal sealed partial class TriggerMemoryJson : JsonSerializerContext;
