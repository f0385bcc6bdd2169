using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ClerkSync.Cli.Trigger;

/// <summary>Makes an example, such as a membership, refer to the user and the organization that were triggered last.</summary>
internal static partial class References
{
    /// <summary>Replaces the ids of users and organizations everywhere in the node.</summary>
    public static void Replace(JsonNode? node, IReadOnlyDictionary<string, TriggeredObject> last)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var member in members.ToList())
                {
                    Replace(member.Value, last);
                }

                break;
            case JsonArray elements:
                foreach (var element in elements.ToList())
                {
                    Replace(element, last);
                }

                break;
            case JsonValue value when value.TryGetValue<string>(out var text) && Find(text, last) is { } id:
                value.ReplaceWith(id);
                break;
        }
    }

    private static string? Find(string text, IReadOnlyDictionary<string, TriggeredObject> last) =>
        Reference().Match(text) switch
        {
            { Success: false } => null,
            var match => last.GetValueOrDefault(match.Groups["prefix"].Value == "user" ? "user" : "organization")?.Id,
        };

    [GeneratedRegex("^(?<prefix>user|org)_[0-9A-Za-z]{27}$")]
    private static partial Regex Reference();
}
