using System.Text.Json;
using System.Text.Json.Nodes;
using ClerkSync.SimulatedClerk.Api;
using ClerkSync.SimulatedClerk.Deliveries;
using ClerkSync.SimulatedClerk.Objects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ClerkSync.SimulatedClerk.Simulate;

/// <summary>
/// The routes that control the simulation. They require the secret key, because they create session tokens and show
/// personal data.
/// </summary>
internal sealed class SimulateRoutes(SimulatedClerkServer clerk, Knobs knobs)
{
    private const int MostUsers = 5_000_000;
    private const int MostChanges = 100_000;
    private const int DefaultPatience = 30;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/users", CreateUsersAsync);
        routes.MapPost("/changes", MakeChangesAsync);
        routes.MapPost("/events", SendEventAsync);
        routes.MapPost("/tokens", CreateTokenAsync);
        routes.MapPost("/page-link", RenewPageLinkAsync);
        routes.MapGet("/settings", context => WriteSettingsAsync(context));
        routes.MapPatch("/settings", ChangeSettingsAsync);
        routes.MapGet("/deliveries", ListDeliveriesAsync);
        routes.MapPost("/deliveries/{id}/resend", ResendAsync);
        routes.MapPost("/deliveries/retry-now", RetryNowAsync);
        routes.MapGet("/idle", WaitUntilIdleAsync);
    }

    private Task CreateUsersAsync(HttpContext context)
    {
        var query = new ListQuery(context.Request.Query);
        var count = ReadCount(query, MostUsers);
        var people = new MadeUpPeople(knobs);
        var newUsers = Enumerable.Range(0, count).Select(_ => people.Draw());
        if (query.FindFlag("silent") ?? false)
        {
            clerk.Users.CreateSilently(newUsers);
        }
        else
        {
            foreach (var newUser in newUsers)
            {
                clerk.Users.Create(newUser);
            }
        }

        return WriteNumberAsync(context, "created", count);
    }

    private Task MakeChangesAsync(HttpContext context)
    {
        var count = ReadCount(new ListQuery(context.Request.Query), MostChanges);
        clerk.Changes.Make(count);
        return WriteNumberAsync(context, "changed", count);
    }

    /// <summary>Sends the caller's event, and returns the endpoint's response.</summary>
    private async Task SendEventAsync(HttpContext context)
    {
        var json = (await RequestBody.ReadAsync(context)).Json;
        var svixId = new ListQuery(context.Request.Query).FindText("svix_id") ?? SimulatedIds.Draw("msg");
        var attempt = await new TriggeredEvents(clerk).SendAsync(json, svixId, context.RequestAborted);
        await ClerkAnswer.WriteAsync(
            context,
            answer => JsonSerializer.Serialize(answer, attempt, DeliveryJson.Default.SimulatedAttempt)
        );
    }

    /// <summary>
    /// Creates a token with arbitrary claims for tests, including claims that Clerk would never send.
    /// </summary>
    private async Task CreateTokenAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context);
        var session = body.FindText("sessionId") is { } id
            ? clerk.Sessions.Get(id)
            : clerk.Sessions.Create(body.GetText("userId"), body.FindText("organizationId"));
        var token = clerk.Tokens.Create(session, body.FindNumber("expiresInSeconds"), body.FindObject("claims"));
        await ClerkAnswer.WriteAsync(
            context,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("sessionId", session.Id);
                json.WriteString("token", token);
                json.WriteEndObject();
            }
        );
    }

    private Task RenewPageLinkAsync(HttpContext context)
    {
        clerk.RenewPageUrl();
        return ClerkAnswer.WriteAsync(
            context,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("url", clerk.PageUrl);
                json.WriteEndObject();
            }
        );
    }

    private async Task ChangeSettingsAsync(HttpContext context)
    {
        var changes = await RequestBody.ReadAsync(context);
        var settings = JsonSerializer
            .SerializeToNode(knobs.Settings, SimulationSettingsJson.Default.SimulationSettings)!
            .AsObject();
        foreach (var (name, value) in changes.Json)
        {
            settings[name] = value?.DeepClone();
        }

        knobs.Settings = Read(settings);
        await WriteSettingsAsync(context);
    }

    private static SimulationSettings Read(JsonObject json)
    {
        try
        {
            var settings = json.Deserialize(SimulationSettingsJson.Default.SimulationSettings)!;
            return settings.FindProblem() is { } problem
                ? throw RejectedRequestException.BadRequest(problem)
                : settings;
        }
        catch (JsonException exception)
        {
            throw RejectedRequestException.BadRequest($"A setting has no such value (at {exception.Path ?? "$"}).");
        }
    }

    private Task WriteSettingsAsync(HttpContext context) =>
        ClerkAnswer.WriteAsync(
            context,
            json => JsonSerializer.Serialize(json, knobs.Settings, SimulationSettingsJson.Default.SimulationSettings)
        );

    private Task ListDeliveriesAsync(HttpContext context)
    {
        var query = new ListQuery(context.Request.Query);
        DeliveryStatus? status =
            query.FindText("status") is not { } text ? null
            : Enum.TryParse<DeliveryStatus>(text, ignoreCase: true, out var parsed) ? parsed
            : throw RejectedRequestException.Invalid("status", "is pending, delivered, failed, lost or skipped.");
        var deliveries = clerk.Deliveries.Log.List((int)(query.FindNumber("limit") ?? 100), status);
        return ClerkAnswer.WriteAsync(
            context,
            json => JsonSerializer.Serialize(json, deliveries, DeliveryJson.Default.IReadOnlyListSimulatedDelivery)
        );
    }

    private Task ResendAsync(HttpContext context)
    {
        EnsureEndpointIsOn();
        var id = (string)context.GetRouteValue("id")!;
        return clerk.Deliveries.TryResend(id)
            ? WriteNumberAsync(context, "pending", clerk.Deliveries.Outstanding)
            : throw RejectedRequestException.NotFound("delivery", id);
    }

    private Task RetryNowAsync(HttpContext context)
    {
        EnsureEndpointIsOn();
        return WriteNumberAsync(context, "retried", clerk.Deliveries.RetryNow());
    }

    private void EnsureEndpointIsOn()
    {
        if (!clerk.Deliveries.IsEndpointOn)
        {
            throw new RejectedRequestException(
                409,
                "endpoint_off",
                "endpoint off",
                "Nothing was delivered, because the endpoint is off. Turn it on, and try again."
            );
        }
    }

    private async Task WaitUntilIdleAsync(HttpContext context)
    {
        var seconds = new ListQuery(context.Request.Query).FindNumber("timeout") ?? DefaultPatience;
        var isIdle = await clerk.WaitUntilIdleAsync(TimeSpan.FromSeconds(seconds), context.RequestAborted);
        var status = isIdle ? StatusCodes.Status200OK : StatusCodes.Status504GatewayTimeout;
        await WriteNumberAsync(context, "pending", clerk.Deliveries.Outstanding, status);
    }

    private static int ReadCount(ListQuery query, int most) =>
        query.FindNumber("count") is not { } count ? 1
        : count >= 1 && count <= most ? (int)count
        : throw RejectedRequestException.Invalid("count", $"must be from 1 to {most}.");

    private static Task WriteNumberAsync(HttpContext context, string name, int number, int status = 200) =>
        ClerkAnswer.WriteAsync(
            context,
            json =>
            {
                json.WriteStartObject();
                json.WriteNumber(name, number);
                json.WriteEndObject();
            },
            status
        );
}
