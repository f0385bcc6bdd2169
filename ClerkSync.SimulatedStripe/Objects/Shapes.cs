using System.Text.Json.Nodes;
using ClerkSync.SimulatedStripe.Api;

namespace ClerkSync.SimulatedStripe.Objects;

/// <summary>
/// The members of each kind of object, with the values that a new one has. What is stored is only what differs from them; members
/// that no shape has are the simulation's own and never leave it.
/// </summary>
internal static class Shapes
{
    private static readonly JsonObject All = Load();

    /// <summary>Whether it is an object of the live mode.</summary>
    public static bool IsLive(JsonObject stored) => (bool)(stored["livemode"] ?? false);

    /// <summary>Whether it is gone, and answers only that.</summary>
    public static bool IsDeleted(JsonObject stored) => stored.ContainsKey("_deleted");

    /// <summary>Takes over parameters, as the numbers and flags that the shape has. Metadata is merged; an empty text unsets.</summary>
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

    /// <summary>An object with all the members that Stripe sends.</summary>
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

    /// <summary>A price always stands whole in its item, and beside it the plan of earlier versions.</summary>
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
