using System.Text.Json.Nodes;
using ClerkSync.SimulatedStripe.Api;

namespace ClerkSync.SimulatedStripe.Objects;

/// <summary>
/// The members of each kind of object and their default values. Only differences from the defaults are stored. Stored members that are in
/// no shape are internal and never returned.
/// </summary>
internal static class Shapes
{
    private static readonly JsonObject All = Load();

    public static bool IsLive(JsonObject stored) => (bool)(stored["livemode"] ?? false);

    /// <summary>Whether the object is deleted. It is then returned only with its id and <c>deleted</c>.</summary>
    public static bool IsDeleted(JsonObject stored) => stored.ContainsKey("_deleted");

    /// <summary>Applies parameters, converted to the types of the shape. Metadata is merged; an empty text unsets a member.</summary>
    public static void Write(JsonObject stored, Form form, ReadOnlySpan<string> names)
    {
        var shape = (JsonObject)All[(string)stored["object"]!]!;
        foreach (var name in names)
        {
            if (form[name] is not { } given || !shape.TryGetPropertyValue(name, out var fresh))
            {
                continue;
            }

            stored[name] = (given, fresh) switch
            {
                (JsonObject patch, _) => Merge(stored[name] as JsonObject, patch),
                (JsonValue text, _) when (string?)text == "" => null,
                (JsonValue, JsonValue value) when value.TryGetValue<bool>(out _) => form.FindFlag(name),
                (JsonValue, JsonValue value) when value.TryGetValue<long>(out _) => form.FindNumber(name),
                _ => given.DeepClone(),
            };
        }
    }

    private static JsonObject Merge(JsonObject? old, JsonObject patch)
    {
        var merged = (JsonObject?)old?.DeepClone() ?? [];
        foreach (var (name, value) in patch)
        {
            if (value is JsonValue text && (string?)text == "")
            {
                merged.Remove(name);
            }
            else
            {
                merged[name] = value is JsonObject child
                    ? Merge(merged[name] as JsonObject, child)
                    : value?.DeepClone();
            }
        }

        return merged;
    }

    /// <summary>Returns the object with all members that Stripe sends.</summary>
    public static JsonObject Render(StripeStore store, JsonObject stored)
    {
        if (IsDeleted(stored))
        {
            return new JsonObject
            {
                ["id"] = (string)stored["id"]!,
                ["object"] = (string)stored["object"]!,
                ["deleted"] = true,
            };
        }

        if (stored["object"] is not JsonValue kind || All[(string)kind!] is not JsonObject shape)
        {
            return (JsonObject)stored.DeepClone();
        }

        var rendered = new JsonObject();
        foreach (var (name, fresh) in shape)
        {
            rendered[name] = (stored.TryGetPropertyValue(name, out var value) ? value : fresh)?.DeepClone();
        }

        return (string)kind! switch
        {
            "subscription" => WithItems(store, stored, rendered),
            "subscription_item" => WithPrice(store, rendered),
            _ => rendered,
        };
    }

    private static JsonObject WithItems(StripeStore store, JsonObject stored, JsonObject rendered)
    {
        rendered["items"]!["data"] = new JsonArray([
            .. stored["items"]!["data"]!.AsArray().Select(item => Render(store, (JsonObject)item!)),
        ]);
        return rendered;
    }

    /// <summary>An item always contains its complete price, and the plan of earlier API versions.</summary>
    private static JsonObject WithPrice(StripeStore store, JsonObject item)
    {
        var price = Render(store, store.Get("price", (string)item["price"]!));
        var plan = (JsonObject)item["plan"]!;
        foreach (
            var name in (string[])["id", "active", "currency", "livemode", "metadata", "nickname", "product", "created"]
        )
        {
            plan[name] = price[name]?.DeepClone();
        }

        plan["amount"] = price["unit_amount"]?.DeepClone();
        plan["amount_decimal"] = price["unit_amount_decimal"]?.DeepClone();
        plan["billing_scheme"] = "per_unit";
        plan["transform_usage"] = null;
        plan["interval"] = price["recurring"]?["interval"]?.DeepClone();
        plan["interval_count"] = price["recurring"]?["interval_count"]?.DeepClone();
        item["price"] = price;
        return item;
    }

    private static JsonObject Load()
    {
        using var stream = typeof(Shapes).Assembly.GetManifestResourceStream("shapes.json")!;
        return (JsonObject)JsonNode.Parse(stream)!;
    }
}
