using System.Text.Json.Nodes;

namespace ClerkSync.Cli.Trigger;

/// <summary>An event to send, made from Clerk's example.</summary>
/// <param name="Body">The event as JSON.</param>
/// <param name="Object">The state to remember if the endpoint accepts the event.</param>
internal sealed record TriggerEvent(string Body, TriggeredObject Object)
{
    /// <param name="example">Clerk's example. It is modified.</param>
    /// <param name="last">The last object of each kind, by kind.</param>
    /// <param name="now">The time of the event and of the object's version.</param>
    /// <exception cref="UsageException">The request sets a value that the event does not have.</exception>
    public static TriggerEvent Create(
        JsonObject example,
        TriggerRequest request,
        IReadOnlyDictionary<string, TriggeredObject> last,
        DateTimeOffset now
    )
    {
        var data = example["data"]!.AsObject();
        var previous = request.IsCreation ? null : last.GetValueOrDefault(request.Kind);
        previous = request.Id is null || request.Id == previous?.Id ? previous : null;

        ExampleTimes.Move(example, now);
        // Read before the references are replaced, because a remembered id may not have the prefix of the kind.
        var exampleId = data["id"]!.GetValue<string>();
        References.Replace(data, last);
        var id = request.Id ?? previous?.Id ?? ClerkIds.DrawLike(exampleId);
        data["id"] = id;
        if (previous?.CreatedAt is { } createdAt && data.ContainsKey("created_at"))
        {
            data["created_at"] = createdAt;
        }

        var email = EmailOf(data, request, previous);
        SetFirstName(data, request, previous);
        foreach (var set in request.Sets)
        {
            DataPath.Set(data, set);
        }

        var triggered = new TriggeredObject(
            TextOf(data["id"]) ?? id,
            email ?? previous?.Email,
            TextOf(data["first_name"]) ?? previous?.FirstName,
            request.IsCreation ? now.ToUnixTimeMilliseconds() : previous?.CreatedAt
        );
        return new TriggerEvent(example.ToJsonString(), triggered);
    }

    /// <summary>Sets the object's email address if the event has one, and returns it.</summary>
    private static string? EmailOf(JsonObject data, TriggerRequest request, TriggeredObject? previous)
    {
        var email = request.Email ?? previous?.Email ?? ClerkIds.DrawEmail();
        if (data["email_addresses"] is JsonArray addresses)
        {
            addresses.Add(CreateEmailAddress(data, email));
            return email;
        }

        if (data.ContainsKey("email_address"))
        {
            data["email_address"] = email;
            return email;
        }

        return request.Email is null
            ? null
            : throw new UsageException($"{request.EventType} carries no email address.");
    }

    /// <remarks>Clerk's examples name a primary address but list none.</remarks>
    private static JsonObject CreateEmailAddress(JsonObject data, string email)
    {
        var id = ClerkIds.Draw("idn_");
        data["primary_email_address_id"] = id;
        return new JsonObject
        {
            ["id"] = id,
            ["object"] = "email_address",
            ["email_address"] = email,
            ["reserved"] = false,
            ["verification"] = new JsonObject { ["status"] = "verified", ["strategy"] = "email_code" },
            ["linked_to"] = new JsonArray(),
            ["created_at"] = data["created_at"]?.DeepClone(),
            ["updated_at"] = data["created_at"]?.DeepClone(),
        };
    }

    private static void SetFirstName(JsonObject data, TriggerRequest request, TriggeredObject? previous)
    {
        if (!data.ContainsKey("first_name"))
        {
            if (request.FirstName is not null)
            {
                throw new UsageException($"{request.EventType} carries no first name.");
            }
        }
        else if ((request.FirstName ?? previous?.FirstName) is { } name)
        {
            data["first_name"] = name;
        }
    }

    private static string? TextOf(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
