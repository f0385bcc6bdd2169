using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ClerkSync.Tests.Drivers;

/// <summary>What <see cref="FakeClerkApi"/> answers, good and bad.</summary>
internal static class Answers
{
    // Some objects of the tests are deeper than the 64 levels that are written otherwise.
    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 20_000 };

    public static RequestDelegate Json(JsonNode json) => Text(200, json.ToJsonString(Deep));

    public static RequestDelegate Text(int status, string text, params (string Name, string Value)[] headers) =>
        context =>
        {
            context.Response.StatusCode = status;
            foreach (var (name, value) in headers)
            {
                context.Response.Headers[name] = value;
            }

            return context.Response.WriteAsync(text);
        };

    /// <summary>Clerk's error object.</summary>
    public static RequestDelegate Error(int status, string code, params (string Name, string Value)[] headers) =>
        Text(
            status,
            new JsonObject
            {
                ["errors"] = new JsonArray(
                    new JsonObject
                    {
                        ["message"] = "a message",
                        ["long_message"] = "a long message",
                        ["code"] = code,
                    }
                ),
                ["clerk_trace_id"] = "trace0123",
            }.ToJsonString(),
            headers
        );

    public static RequestDelegate TooMany(int retryAfterSeconds) =>
        Error(429, "too_many_requests", ("Retry-After", retryAfterSeconds.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The connection ends in the middle of a page.</summary>
    public static async Task Cut(HttpContext context)
    {
        context.Response.ContentLength = 1000;
        await context.Response.WriteAsync("[{\"id\":\"user_1\",\"updated_at\":1},");
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    /// <summary>Half a page, and then nothing.</summary>
    public static async Task Hang(HttpContext context)
    {
        await context.Response.WriteAsync("[{\"id\":");
        await context.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    public static RequestDelegate Users(List<JsonObject> users, IQueryCollection query, int maxPageSize = int.MaxValue)
    {
        var found = MadeWithin(users, query);
        if (query["user_id"] is [_, ..] ids)
        {
            found = found.FindAll(user => ids.Contains(IdOf(user)));
        }

        if (query["starting_after"] is [var cursor])
        {
            var index = found.FindIndex(user => IdOf(user) == cursor);
            if (index < 0)
            {
                return Error(404, "resource_not_found");
            }

            found = found[(index + 1)..];
        }

        return Json(ToArray(found.Take(Math.Min(Limit(query), maxPageSize))));
    }

    public static RequestDelegate UserCount(List<JsonObject> users, IQueryCollection query) =>
        Json(new JsonObject { ["total_count"] = MadeWithin(users, query).Count });

    public static RequestDelegate List(List<JsonObject> items, IQueryCollection query, int maxPageSize = int.MaxValue)
    {
        var found = query["organization_id"] is [_, ..] ids ? items.FindAll(item => ids.Contains(IdOf(item))) : items;
        return Json(
            new JsonObject
            {
                ["data"] = ToArray(
                    found.Skip((int)Number(query["offset"], 0)).Take(Math.Min(Limit(query), maxPageSize))
                ),
                ["total_count"] = found.Count,
            }
        );
    }

    /// <summary>Of one organization, which is there if it has any.</summary>
    public static RequestDelegate Memberships(List<JsonObject> items, IQueryCollection query) =>
        items.Count == 0
            ? Error(404, "resource_not_found")
            : List(
                // One of nobody is in no list of others.
                items.FindAll(item =>
                    TextOf(item["public_user_data"]?["user_id"]) is not { } user || query["user_id"].Contains(user)
                ),
                query
            );

    public static RequestDelegate Find(List<JsonObject> items, string id) =>
        items.Find(item => IdOf(item) == id) is { } found ? Json(found) : Error(404, "resource_not_found");

    /// <summary>What Clerk knows of an object, however it writes it.</summary>
    private static string? IdOf(JsonObject item) => TextOf(item["id"]);

    private static string? TextOf(JsonNode? json) =>
        json is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>An object whose time is odd has its place among the others.</summary>
    private static List<JsonObject> MadeWithin(List<JsonObject> users, IQueryCollection query)
    {
        var from = Number(query["created_at_after"], long.MinValue);
        var to = Number(query["created_at_before"], long.MaxValue);
        var time = 0L;
        return users.FindAll(user =>
        {
            time = user["created_at"] is JsonValue value && value.TryGetValue(out long own) ? own : time;
            return time > from && time < to;
        });
    }

    /// <summary>As Clerk does: of a number that is too great it gives 10.</summary>
    private static int Limit(IQueryCollection query) =>
        Number(query["limit"], 10) is <= 500 and var limit ? (int)limit : 10;

    private static long Number(string? value, long absent) =>
        value is null ? absent : long.Parse(value, CultureInfo.InvariantCulture);

    private static JsonArray ToArray(IEnumerable<JsonObject> items) => [.. items.Select(item => item.DeepClone())];
}
