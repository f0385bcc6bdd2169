using System.Text.Json.Nodes;
using ClerkSync.SimulatedStripe.Objects;
using Microsoft.AspNetCore.Routing;

namespace ClerkSync.SimulatedStripe.Api;

/// <summary>Products, prices and features, and the entitlements that customers have through them.</summary>
internal sealed class CatalogRoutes(StripeApi api)
{
    private const string Feature = "entitlements.feature";

    private static readonly string[] WritableOfProduct = ["name", "active", "description", "metadata", "default_price"];
    private static readonly string[] WritableOfPrice = ["nickname", "active", "metadata", "lookup_key"];

    private static readonly string[] Granting = ["active", "trialing", "past_due"];

    public void Map(IEndpointRouteBuilder routes)
    {
        api.MapReads(routes, "products", "product", "product", "active");
        api.Map(routes, "POST", "products", "product", CreateProduct);
        api.Map(routes, "POST", "products/{id}", "product", call => api.Change(call, "product", WritableOfProduct));
        api.MapReads(routes, "prices", "price", "plan", "active", "product", "lookup_keys", "currency");
        api.Map(routes, "POST", "prices", "plan", CreatePrice);
        api.Map(routes, "POST", "prices/{id}", "plan", call => api.Change(call, "price", WritableOfPrice));
        api.MapReads(routes, "entitlements/features", Feature, "entitlements", "lookup_key");
        api.Map(routes, "POST", "entitlements/features", "entitlements", CreateFeature);
        api.Map(routes, "GET", "products/{id}/features", "product", ListFeatures);
        api.Map(routes, "POST", "products/{id}/features", "product", Attach);
        api.Map(routes, "DELETE", "products/{id}/features/{feature}", "product", Detach);
        api.Map(routes, "GET", "entitlements/active_entitlements", "entitlements", ListEntitlements);
    }

    private JsonObject CreateProduct(StripeCall call)
    {
        call.Form.GetText("name");
        return Add(api.Make(call, "product", "prod_", WritableOfProduct));
    }

    private JsonObject CreatePrice(StripeCall call)
    {
        var product = call.Form.GetText("product");
        api.Get(call, "product", product);
        var price = api.Make(
            call,
            "price",
            "price_",
            [.. WritableOfPrice, "currency", "product", "unit_amount", "recurring"]
        );
        call.Form.GetText("currency");
        price["unit_amount_decimal"] = price["unit_amount"]?.ToString();
        price["type"] = price["recurring"] is null ? "one_time" : "recurring";
        price["recurring"] = call.Form["recurring"] is JsonObject recurring
            ? new JsonObject
            {
                ["interval"] = (string?)recurring["interval"] ?? throw StripeException.Required("recurring[interval]"),
                ["interval_count"] = Form.ReadNumber("interval_count", (string?)recurring["interval_count"] ?? "1"),
                ["meter"] = null,
                ["usage_type"] = "licensed",
                ["trial_period_days"] = null,
            }
            : null;
        return Add(price);
    }

    private JsonObject CreateFeature(StripeCall call)
    {
        call.Form.GetText("name");
        call.Form.GetText("lookup_key");
        return Add(api.Make(call, Feature, "feat_", ["name", "lookup_key", "metadata"]));
    }

    private JsonObject Attach(StripeCall call)
    {
        api.Get(call, "product", call.Id);
        call.Form.EnsureOnly("entitlement_feature");
        var feature = api.Get(call, Feature, call.Form.GetText("entitlement_feature"));
        return Add(
            new JsonObject
            {
                ["id"] = StripeIds.Draw("prodft_"),
                ["object"] = "product_feature",
                ["livemode"] = call.IsLive,
                ["entitlement_feature"] = Shapes.Render(api.Store, feature),
                ["_product"] = call.Id,
            }
        );
    }

    private JsonObject Detach(StripeCall call)
    {
        var id = call.Context.Request.RouteValues["feature"]!.ToString()!;
        api.Get(call, "product_feature", id)["_deleted"] = true;
        return api.Store.Get("product_feature", id);
    }

    private JsonObject ListFeatures(StripeCall call)
    {
        api.Get(call, "product", call.Id);
        return api.ToPage(call, "product_feature", FeaturesOf(call.Id), $"/v1/products/{call.Id}/features");
    }

    private JsonObject ListEntitlements(StripeCall call)
    {
        var customer = call.Form.GetText("customer");
        var features = api
            .Store.List("subscription", customer)
            .Where(subscription => Granting.Contains((string)subscription["status"]!))
            .SelectMany(subscription => subscription["items"]!["data"]!.AsArray())
            .Select(item => (string)api.Store.Get("price", (string)item!["price"]!)["product"]!)
            .SelectMany(FeaturesOf)
            .Select(attached => attached["entitlement_feature"]!)
            .DistinctBy(feature => (string)feature["id"]!)
            .Select(feature => new JsonObject
            {
                ["id"] = $"ent_{customer[4..]}{((string)feature["id"]!)[5..]}",
                ["object"] = "entitlements.active_entitlement",
                ["livemode"] = call.IsLive,
                ["feature"] = (string)feature["id"]!,
                ["lookup_key"] = (string)feature["lookup_key"]!,
            });
        return StripeApi.ToList(features, "/v1/entitlements/active_entitlements");
    }

    private IEnumerable<JsonObject> FeaturesOf(string product) =>
        api.Store.List("product_feature").Where(feature => (string)feature["_product"]! == product);

    private JsonObject Add(JsonObject made)
    {
        api.Store.Add(made);
        return made;
    }
}
