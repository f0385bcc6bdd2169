using System.Text.Json;
using System.Text.RegularExpressions;

namespace ClerkSync.Core.Access.Fields;

/// <summary>Counts the metadata keys of many accounts. Pure: no clock, no database, no network.</summary>
internal sealed partial class FieldTally
{
    private const string Private = "private_metadata";
    private const int MostExamples = 3;
    private const int LongestExample = 16;

    // Deeper objects, and keys beyond this number, are data and not account settings.
    private const int MostLevels = 4;
    private const int MostFields = 200;

    private readonly Dictionary<string, Seen> _seen = new(StringComparer.Ordinal);
    private int _accounts;

    /// <param name="containers">The account's metadata by the name of the container.</param>
    public void Add(JsonElement containers)
    {
        _accounts++;
        foreach (var container in containers.EnumerateObject())
        {
            Add(container.Name, container.Value, container.Name, MostLevels);
        }
    }

    public AccessFieldReport ToReport(string accounts) =>
        new(
            accounts,
            _accounts,
            [
                .. _seen
                    .OrderByDescending(seen => seen.Value.Count)
                    .ThenBy(seen => seen.Key, StringComparer.Ordinal)
                    .Select(seen => new AccessField
                    {
                        Path = seen.Key,
                        Container = seen.Key.Split('.')[0],
                        Types = [.. seen.Value.Types.OrderByDescending(type => type.Value).Select(type => type.Key)],
                        Share = Math.Round((double)seen.Value.Count / _accounts, 3),
                        Examples = [.. seen.Value.Examples],
                    }),
            ]
        );

    private void Add(string path, JsonElement parent, string container, int levels)
    {
        if (parent.ValueKind != JsonValueKind.Object || levels == 0)
        {
            return;
        }

        foreach (var member in parent.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null))
        {
            var inner = $"{path}.{member.Name}";
            if (!_seen.TryGetValue(inner, out var seen))
            {
                if (_seen.Count == MostFields)
                {
                    continue;
                }

                _seen[inner] = seen = new Seen();
            }

            seen.Add(member.Value, container == Private);
            Add(inner, member.Value, container, levels - 1);
        }
    }

    private static string? FindExample(JsonElement value, bool isPrivate) =>
        value.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            JsonValueKind.String => isPrivate ? Hide(value.GetString()!) : Shorten(value.GetString()!),
            JsonValueKind.Number => isPrivate ? "…" : Shorten(value.GetRawText()),
            _ => null,
        };

    /// <summary>Keeps only the prefix of an id, such as <c>cus_…</c>, because private values must not be shown.</summary>
    private static string Hide(string text) => $"{IdPrefix().Match(text).Value}…";

    private static string Shorten(string text) =>
        text.Contains('@', StringComparison.Ordinal) ? "…@…"
        : text.Length <= LongestExample ? text
        : $"{text[..LongestExample]}…";

    [GeneratedRegex("^[a-z]{2,8}_(?=[A-Za-z0-9]{8})")]
    private static partial Regex IdPrefix();

    private sealed class Seen
    {
        public int Count { get; private set; }

        public Dictionary<string, int> Types { get; } = [];

        public HashSet<string> Examples { get; } = [];

        public void Add(JsonElement value, bool isPrivate)
        {
            Count++;
            var type = value.ValueKind switch
            {
                JsonValueKind.True or JsonValueKind.False => "boolean",
                var kind => $"{kind}".ToLowerInvariant(),
            };
            Types[type] = Types.GetValueOrDefault(type) + 1;
            if (Examples.Count < MostExamples && FindExample(value, isPrivate) is { } example)
            {
                Examples.Add(example);
            }
        }
    }
}
