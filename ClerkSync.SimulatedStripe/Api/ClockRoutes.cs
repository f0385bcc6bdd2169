using System.Text.Json.Nodes;
using ClerkSync.SimulatedStripe.Objects;
using Microsoft.AspNetCore.Routing;

namespace ClerkSync.SimulatedStripe.Api;

/// <summary>Stripe's test clocks.</summary>
internal sealed class ClockRoutes(StripeApi api, SimulatedClock clock)
{
    private const string Kind = "test_helpers.test_clock";

    public void Map(IEndpointRouteBuilder routes)
    {
        api.MapReads(routes, "test_helpers/test_clocks", Kind, "billing_clock");
        api.Map(routes, "POST", "test_helpers/test_clocks", "billing_clock", Create);
        api.Map(routes, "POST", "test_helpers/test_clocks/{id}/advance", "billing_clock", Advance);
    }

    private JsonObject Create(StripeCall call)
    {
        var made = api.Make(call, Kind, "clock_", ["name", "frozen_time"]);
        if (made["frozen_time"] is null)
        {
            throw StripeException.Required("frozen_time");
        }

        api.Store.Add(made);
        return made;
    }

    private JsonObject Advance(StripeCall call)
    {
        var moved = api.Get(call, Kind, call.Id);
        var to = call.Form.FindNumber("frozen_time") ?? throw StripeException.Required("frozen_time");
        if (to <= (long)moved["frozen_time"]!)
        {
            throw StripeException.Invalid("frozen_time", "The new frozen time must be after the current frozen time.");
        }

        clock.Advance(moved, to);
        return moved;
    }
}
