using System.Text.Json.Nodes;

namespace ClerkSync.Cli.Trigger;

/// <summary>Moves the times of an example to now. The intervals between them do not change.</summary>
internal static class ExampleTimes
{
    // Every time in the examples is between 2020 and 2030, in milliseconds, and no other number is.
    private const long Earliest = 1_577_836_800_000;
    private const long Latest = 1_893_456_000_000;

    /// <summary>Moves all times so that the object's version is <paramref name="now"/>.</summary>
    public static void Move(JsonObject example, DateTimeOffset now)
    {
        var data = example["data"]!.AsObject();
        var milliseconds = now.ToUnixTimeMilliseconds();
        if ((data["updated_at"] ?? data["created_at"]) is { } version)
        {
            Move(data, milliseconds - version.GetValue<long>());
        }

        // The examples have seconds here, but Clerk documents milliseconds.
        example["timestamp"] = milliseconds;
    }

    private static void Move(JsonNode? node, long distance)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var member in members.ToList())
                {
                    Move(member.Value, distance);
                }

                break;
            case JsonArray elements:
                foreach (var element in elements.ToList())
                {
                    Move(element, distance);
                }

                break;
            case JsonValue value when value.TryGetValue<long>(out var time) && time is > Earliest and < Latest:
                value.ReplaceWith(time + distance);
                break;
        }
    }
}
