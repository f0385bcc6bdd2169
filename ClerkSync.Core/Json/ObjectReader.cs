using System.Text.Json;

namespace ClerkSync.Core.Json;

/// <summary>Reads the members of one of Clerk's objects.</summary>
/// <remarks>
/// An optional member (<c>Find…</c>) that is missing or unreadable is null. A required one (<c>Get…</c>) then throws a
/// <see cref="JsonException"/> with its path, never with its value.
/// </remarks>
internal readonly struct ObjectReader
{
    private readonly JsonElement _json;
    private readonly string _path;

    /// <param name="json">If it is not an object, all members are missing.</param>
    public ObjectReader(JsonElement json)
        : this(json, "$") { }

    private ObjectReader(JsonElement json, string path) => (_json, _path) = (json, path);

    public ClerkId? FindId(string name) =>
        FindText(name) is { } text && IdText.IsValid(text) ? new ClerkId(text) : null;

    public ClerkId GetId(string name) => FindId(name) ?? throw Unreadable(name);

    public string? FindText(string name) =>
        Find(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The texts of a list; other items are left out.</summary>
    public IEnumerable<string> FindTexts(string name) =>
        FindItems(name)?.Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!) ?? [];

    public bool? FindBoolean(string name) =>
        Find(name)?.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };

    public long? FindNumber(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;

    public long GetNumber(string name) => FindNumber(name) ?? throw Unreadable(name);

    /// <summary>A time in milliseconds.</summary>
    public DateTimeOffset? FindTime(string name) => Find(name) is { } time ? EpochTime.FindMilliseconds(time) : null;

    /// <summary>A time in milliseconds or in seconds.</summary>
    public DateTimeOffset? FindSecondsOrMilliseconds(string name) =>
        Find(name) is { } time ? EpochTime.FindSecondsOrMilliseconds(time) : null;

    public DateTimeOffset GetTime(string name) => FindTime(name) ?? throw Unreadable(name);

    public string FindMetadata(string name) => MetadataText.Read(Find(name));

    /// <summary>The objects of a list. All members of an item that is not an object are missing.</summary>
    public IEnumerable<ObjectReader> FindObjects(string name) =>
        FindItems(name)?.Select(item => new ObjectReader(item)) ?? [];

    /// <summary>An object inside this one; null when it is missing or null.</summary>
    public ObjectReader? FindObject(string name) =>
        Find(name) is { ValueKind: not JsonValueKind.Null } found ? new(found, $"{_path}.{name}") : null;

    public ObjectReader GetObject(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Object } found
            ? new(found, $"{_path}.{name}")
            : throw Unreadable(name);

    /// <summary>A member of any type.</summary>
    public JsonElement GetElement(string name) => Find(name) ?? throw Unreadable(name);

    /// <exception cref="JsonException">The member is not a list.</exception>
    public JsonElement.ArrayEnumerator GetItems(string name) => FindItems(name) ?? throw Unreadable(name);

    private JsonElement.ArrayEnumerator? FindItems(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : null;

    private JsonElement? Find(string name) =>
        _json.ValueKind == JsonValueKind.Object && _json.TryGetProperty(name, out var value) ? value : null;

    private JsonException Unreadable(string name) =>
        new($"{_path}.{name} is missing or cannot be read.", $"{_path}.{name}", null, null);
}
