using System.Text.Json.Nodes;
using ClerkSync.SimulatedStripe.Api;

namespace ClerkSync.SimulatedStripe.Objects;

/// <summary>Replaces ids with their objects, as <c>expand[]</c> requests, and adds the default members of every object.</summary>
internal static class Expansion
{
    private const int MaxDepth = 4;

    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["cus"] = "customer",
        ["sub"] = "subscription",
        ["price"] = "price",
        ["prod"] = "product",
        ["feat"] = "entitlements.feature",
        ["in"] = "invoice",
        ["ch"] = "charge",
        ["re"] = "refund",
        ["dp"] = "dispute",
        ["clock"] = "test_helpers.test_clock",
    };

    public static JsonObject Apply(StripeStore store, JsonObject answer, IReadOnlyList<string> paths)
    {
        JsonObject rendered;
        if ((string?)answer["object"] == "list")
        {
            var items = answer["data"]!.AsArray().ToList();
            rendered = (JsonObject)answer.DeepClone();
            rendered["data"] = new JsonArray([.. items.Select(item => Shapes.Render(store, (JsonObject)item!))]);
        }
        else
        {
            rendered = Shapes.Render(store, answer);
        }

        foreach (var path in paths)
        {
            var names = path.Split('.');
            if (names.Length > MaxDepth)
            {
                throw StripeException.Invalid(
                    "expand",
                    $"You cannot expand more than {MaxDepth} levels of a property."
                );
            }

            Expand(store, rendered, names);
        }

        return rendered;
    }

    private static void Expand(StripeStore store, JsonNode? at, ReadOnlySpan<string> names)
    {
        if (names.Length == 0 || at is null)
        {
            return;
        }

        if (at is JsonArray list)
        {
            foreach (var item in list)
            {
                Expand(store, item, names);
            }

            return;
        }

        var parent = (JsonObject)at;
        var name = names[0];
        if (name == "payments" && (string?)parent["object"] == "invoice")
        {
            parent[name] ??= Payments.List(store, (string)parent["id"]!);
        }
        else if (!parent.ContainsKey(name))
        {
            throw StripeException.Invalid("expand", $"This property cannot be expanded ({name}).");
        }

        if (parent[name] is JsonValue value && value.TryGetValue(out string? id))
        {
            parent[name] = Find(store, id) is { } found ? Shapes.Render(store, found) : id;
        }

        Expand(store, parent[name] is JsonValue ? null : parent[name], names[1..]);
    }

    private static JsonObject? Find(StripeStore store, string id) =>
        Kinds.TryGetValue(id.Split('_')[0], out var kind) ? store.Find(kind, id) : null;
}
