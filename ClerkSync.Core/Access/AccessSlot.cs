using System.Text.Json;

namespace ClerkSync.Core.Access;

/// <summary>One mapped value of an account: where it stands, what it is, and what it should be.</summary>
internal sealed class AccessSlot
{
    private const string Unsafe = "unsafe_metadata.";

    private readonly string _path;
    private readonly string? _safePath;
    private string? _wanted;

    /// <param name="path">The mapped path.</param>
    /// <param name="values">The values of the account.</param>
    /// <param name="isSecret">Whether its place is the private metadata, should it have to move.</param>
    public AccessSlot(string path, IReadOnlyDictionary<string, JsonElement> values, bool isSecret = false)
    {
        if (FindSafePaths(path) is [var inPublic, var inPrivate] safePaths)
        {
            // A value that was moved to a container that users cannot write is the one that counts.
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

    /// <summary>The value; null when it is absent.</summary>
    public JsonElement? Value { get; }

    /// <summary>Whether the user can write it.</summary>
    public bool IsUnsafe => _safePath is not null && Value is not null;

    /// <summary>Whether its right value is one that only a person can know.</summary>
    public bool IsForPerson { get; private set; }

    /// <summary>Whether the value has a shape that cannot be read.</summary>
    public bool IsUnreadable { get; set; }

    /// <summary>Whether it is to leave the container that the user can write.</summary>
    public bool HasToMove { get; set; }

    /// <summary>What it should be, as JSON; null when it should be absent.</summary>
    public string? Wanted
    {
        get => _wanted;
        set => (_wanted, IsForPerson) = (value, false);
    }

    private string? Current => Value?.GetRawText();

    /// <summary>Where a value belongs that users can write: in the public or the private metadata. Empty when they cannot write it.</summary>
    public static string[] FindSafePaths(string path) =>
        path.StartsWith(Unsafe, StringComparison.Ordinal)
            ? [$"public_metadata.{path[Unsafe.Length..]}", $"private_metadata.{path[Unsafe.Length..]}"]
            : [];

    /// <summary>Leaves the right value to a person.</summary>
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

    /// <summary>A value as a sentence shows it.</summary>
    private static string Shorten(string? json) =>
        json is null ? "absent"
        : json.Length <= 100 ? json
        : $"{json[..100]}…";
}
