using System.Text.Json.Nodes;
using ClerkSync.SimulatedStripe.Objects;
using Microsoft.AspNetCore.Routing;

namespace ClerkSync.SimulatedStripe.Api;

/// <summary>Customers. A deleted customer is still returned by id, with <c>deleted: true</c>, but is in no list.</summary>
internal sealed class CustomerRoutes(StripeApi api, Subscriptions subscriptions)
{
    private static readonly string[] Writable =
    [
        "name",
        "email",
        "phone",
        "description",
        "metadata",
        "invoice_settings",
        "payment_method",
        "test_clock",
    ];

    public void Map(IEndpointRouteBuilder routes)
    {
        api.MapList(routes, "customers", "customer", "customer", "email", "test_clock");
        api.Map(routes, "GET", "customers/{id}", "customer", Get);
        api.Map(routes, "POST", "customers", "customer", Create);
        api.Map(routes, "POST", "customers/{id}", "customer", call => api.Change(call, "customer", Writable));
        api.Map(routes, "DELETE", "customers/{id}", "customer", Delete);
    }

    private JsonObject Get(StripeCall call) =>
        api.Store.Find("customer", call.Id) is { } gone && Shapes.IsDeleted(gone)
            ? gone
            : api.Get(call, "customer", call.Id);

    private JsonObject Create(StripeCall call)
    {
        var customer = api.Make(call, "customer", "cus_", Writable);
        if (call.Form.FindText("test_clock") is { } clock)
        {
            api.Get(call, "test_helpers.test_clock", clock);
            customer["created"] = api.Clock.NowOf(customer);
        }

        api.Store.Add(customer);
        return customer;
    }

    private JsonObject Delete(StripeCall call)
    {
        var customer = api.Get(call, "customer", call.Id);
        foreach (var subscription in api.Store.List("subscription", call.Id).ToList())
        {
            subscriptions.Cancel(subscription, api.Clock.NowOf(customer));
        }

        customer["_deleted"] = true;
        return customer;
    }
}
