using System.Text.Json;

namespace ClerkSync.Core.Access;

/// <summary>One mapped value of an account: its path, its current value, and the wanted value.</summary>
internal sealed class AccessSlot
{
    private const string Unsafe = "unsafe_metadata.";

    private readonly string _path;
    private readonly string? _safePath;
    private string? _wanted;

    /// <param name="isSecret">Whether a value that has to move goes to the private metadata.</param>
    public AccessSlot(string path, IReadOnlyDictionary<string, JsonElement> values, bool isSecret = false)
    {
        if (FindSafePaths(path) is [var inPublic, var inPrivate] safePaths)
        {
            // A value that was already moved to a container that users cannot write takes precedence.
            var moved = safePaths.FirstOrDefault(values.ContainsKey);
            _safePath =
                moved is not null ? null
                : isSecret ? inPrivate
                : inPublic;
            path = moved ?? path;
        }

        _path = path;
        Value = values.TryGetValue(path, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
        _wanted = Current;
    }

    /// <summary>Null when the value is absent.</summary>
    public JsonElement? Value { get; }

    /// <summary>Whether the value is in metadata that the user can write.</summary>
    public bool IsUnsafe => _safePath is not null && Value is not null;

    /// <summary>Whether only a person can find the right value.</summary>
    public bool IsForPerson { get; private set; }

    /// <summary>Whether the value has a type or format that cannot be read.</summary>
    public bool IsUnreadable { get; set; }

    /// <summary>Whether the value has to move out of the metadata that the user can write.</summary>
    public bool HasToMove { get; set; }

    /// <summary>The wanted value as JSON; null when it should be absent.</summary>
    public string? Wanted
    {
        get => _wanted;
        set => (_wanted, IsForPerson) = (value, false);
    }

    private string? Current => Value?.GetRawText();

    /// <summary>The paths in public and private metadata that a value in unsafe metadata can move to. Empty for any other path.</summary>
    public static string[] FindSafePaths(string path) =>
        path.StartsWith(Unsafe, StringComparison.Ordinal)
            ? [$"public_metadata.{path[Unsafe.Length..]}", $"private_metadata.{path[Unsafe.Length..]}"]
            : [];

    /// <summary>Marks that only a person can find the right value.</summary>
    public void LeaveToPerson() => (_wanted, IsForPerson) = (null, true);

    public IEnumerable<AccessChange> ReadChanges()
    {
        if (HasToMove)
        {
            return
            [
                new(ChangeTarget.Source, _safePath!, null, Wanted, IsForPerson),
                new(ChangeTarget.Source, _path, Current, null),
            ];
        }

        return Wanted == Current && !IsForPerson ? [] : [new(ChangeTarget.Source, _path, Current, Wanted, IsForPerson)];
    }

    public override string ToString() => $"{_path} is {Shorten(Current)}";

    /// <summary>The value as a message shows it.</summary>
    private static string Shorten(string? json) =>
        json is null ? "absent"
        : json.Length <= 100 ? json
        : $"{json[..100]}…";
}
