using System.Text.Json;
using System.Text.Json.Nodes;
using ClerkSync.SimulatedStripe.Objects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ClerkSync.SimulatedStripe.Api;

/// <summary>Shared by all routes: keys, permissions, one request at a time, expansion, pages and errors.</summary>
internal sealed class StripeApi(StripeStore store, SimulatedClock clock, StripeKeys keys, RequestGate gate)
{
    private const int DefaultLimit = 10;
    private const int MaxLimit = 100;

    private readonly Lock _oneAtATime = new();

    public StripeStore Store => store;

    public SimulatedClock Clock => clock;

    /// <summary>Maps a route under <c>/v1</c>.</summary>
    /// <param name="path">Relative to <c>/v1/</c>.</param>
    /// <param name="permission">Stripe's name for the permission that a restricted key needs.</param>
    /// <param name="answer">Creates the response before expansion.</param>
    public void Map(
        IEndpointRouteBuilder routes,
        string method,
        string path,
        string permission,
        Func<StripeCall, JsonObject> answer
    ) =>
        routes.MapMethods(
            $"/v1/{path}",
            [method],
            async (HttpContext context) =>
            {
                var key = keys.Authenticate(context.Request);
                gate.Pass();
                key.EnsurePermitted(permission, method != HttpMethods.Get);
                var form = await Form.ReadAsync(context.Request);
                await WriteAsync(context, 200, Answer(new StripeCall(context, form, key.IsLive), answer));
            }
        );

    /// <summary>Maps a list, newest first.</summary>
    public void MapList(
        IEndpointRouteBuilder routes,
        string path,
        string kind,
        string permission,
        params string[] filters
    ) => Map(routes, "GET", path, permission, call => List(call, kind, $"/v1/{path}", filters));

    /// <summary>Maps a list, and the retrieval of each object by id.</summary>
    public void MapReads(
        IEndpointRouteBuilder routes,
        string path,
        string kind,
        string permission,
        params string[] filters
    )
    {
        MapList(routes, path, kind, permission, filters);
        Map(routes, "GET", $"{path}/{{id}}", permission, call => Get(call, kind, call.Id));
    }

    public async Task HandleErrorsAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (StripeException exception)
        {
            await WriteAsync(context, exception.Status, exception.ToJson());
        }
    }

    public static Task RejectUnknown(HttpContext context) =>
        throw new StripeException(
            404,
            $"Unrecognized request URL ({context.Request.Method}: {context.Request.Path}). The simulated Stripe has no such route."
        );

    /// <summary>Finds an object by id in the mode of the key.</summary>
    public JsonObject Get(StripeCall call, string kind, string id)
    {
        var found = store.Find(kind, id);
        return found is not null && Shapes.IsLive(found) == call.IsLive && !Shapes.IsDeleted(found)
            ? found
            : throw StripeException.Missing(
                Word(kind),
                id,
                found is not null && Shapes.IsLive(found) != call.IsLive,
                call.IsLive
            );
    }

    /// <summary>Creates an object from the caller's parameters.</summary>
    public JsonObject Make(StripeCall call, string kind, string prefix, params ReadOnlySpan<string> writable)
    {
        call.Form.EnsureOnly(writable);
        var made = new JsonObject
        {
            ["id"] = StripeIds.Draw(prefix),
            ["object"] = kind,
            ["livemode"] = call.IsLive,
            ["created"] = clock.Now,
        };
        Shapes.Write(made, call.Form, writable);
        return made;
    }

    /// <summary>Updates an object from the caller's parameters.</summary>
    public JsonObject Change(StripeCall call, string kind, params ReadOnlySpan<string> writable)
    {
        call.Form.EnsureOnly(writable);
        var changed = Get(call, kind, call.Id);
        Shapes.Write(changed, call.Form, writable);
        return changed;
    }

    public JsonObject ToPage(StripeCall call, string kind, IEnumerable<JsonObject> items, string url)
    {
        call.Form.EnsureOnly("limit", "starting_after");
        var cursor = call.Form.FindText("starting_after");
        if (cursor is not null)
        {
            Get(call, kind, cursor);
            items = items.SkipWhile(item => (string)item["id"]! != cursor).Skip(1);
        }

        return ToPage(call.Form, items, url, isBackward: false);
    }

    public static JsonObject ToList(IEnumerable<JsonNode?> items, string url, bool hasMore = false) =>
        new()
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. items]),
            ["has_more"] = hasMore,
            ["url"] = url,
        };

    private JsonObject Answer(StripeCall call, Func<StripeCall, JsonObject> answer)
    {
        lock (_oneAtATime)
        {
            clock.Settle();
            return Expansion.Apply(store, answer(call), call.Form.Expansions);
        }
    }

    private JsonObject List(StripeCall call, string kind, string url, string[] filters)
    {
        var form = call.Form;
        form.EnsureOnly(["limit", "starting_after", "ending_before", "created", .. filters]);
        var isBackward = form.FindText("ending_before") is not null;
        var cursor = form.FindText("starting_after") ?? form.FindText("ending_before");
        if (cursor is not null)
        {
            Get(call, kind, cursor);
        }

        return ToPage(
            form,
            store
                .List(kind, form.FindText("customer"), cursor, isBackward)
                .Where(item => Shapes.IsLive(item) == call.IsLive && Matches(item, kind, form, filters)),
            url,
            isBackward
        );
    }

    private static JsonObject ToPage(Form form, IEnumerable<JsonObject> items, string url, bool isBackward)
    {
        var limit = form.FindNumber("limit") ?? DefaultLimit;
        if (limit is < 1 or > MaxLimit)
        {
            throw StripeException.Invalid("limit", $"Invalid limit: {limit} is not from 1 to {MaxLimit}.");
        }

        var page = items.Take((int)limit + 1).ToList();
        var shown = page.Take((int)limit).Select(item => item.DeepClone());
        return ToList(isBackward ? shown.Reverse() : shown, url, page.Count > limit);
    }

    private static bool Matches(JsonObject item, string kind, Form form, string[] filters) =>
        MatchesTime((long)item["created"]!, form["created"])
        && (kind != "subscription" || MatchesStatus(item, form.FindText("status")))
        && filters.All(filter =>
            (filter, form[filter]) switch
            {
                (_, null) => true,
                ("status", _) when kind == "subscription" => true,
                ("lookup_keys", JsonArray keys) => keys.Any(key => (string)key! == (string?)item["lookup_key"]),
                ("subscription", JsonValue id) when kind == "invoice" => (string?)
                    item["parent"]!["subscription_details"]!["subscription"] == (string?)id,
                ("price", JsonValue id) => item["items"]!["data"]!
                    .AsArray()
                    .Any(line => (string?)line!["price"] == (string?)id),
                ("active", JsonValue flag) => (bool)(item["active"] ?? true) == ((string?)flag == "true"),
                (_, var wanted) => item[filter]?.ToString() == wanted.ToString(),
            }
        );

    /// <remarks>Without a status, Stripe leaves out canceled subscriptions.</remarks>
    private static bool MatchesStatus(JsonObject item, string? wanted)
    {
        var status = (string)item["status"]!;
        return wanted switch
        {
            null => status != "canceled",
            "all" => true,
            "ended" => status is "canceled" or "incomplete_expired",
            _ => status == wanted,
        };
    }

    private static bool MatchesTime(long created, JsonNode? wanted) =>
        wanted switch
        {
            JsonObject range => range.All(bound =>
            {
                var limit = Form.ReadNumber("created", (string)bound.Value!);
                return bound.Key switch
                {
                    "gt" => created > limit,
                    "gte" => created >= limit,
                    "lt" => created < limit,
                    "lte" => created <= limit,
                    _ => throw StripeException.Unknown($"created[{bound.Key}]"),
                };
            }),
            JsonValue exact => created == Form.ReadNumber("created", (string)exact!),
            _ => true,
        };

    private static string Word(string kind) => kind[(kind.LastIndexOf('.') + 1)..];

    private static async Task WriteAsync(HttpContext context, int status, JsonObject answer)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers["Request-Id"] = StripeIds.Draw("req_");
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        answer.WriteTo(json);
        await json.FlushAsync(context.RequestAborted);
    }
}

internal sealed record StripeCall(HttpContext Context, Form Form, bool IsLive)
{
    public string Id => (string)Context.GetRouteValue("id")!;
}
