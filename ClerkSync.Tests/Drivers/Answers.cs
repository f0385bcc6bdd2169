using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ClerkSync.Tests.Drivers;

/// <summary>The responses of <see cref="FakeClerkApi"/>, both valid and faulty.</summary>
internal static class Answers
{
    // Some test objects are nested deeper than the default limit of 64 levels.
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

    /// <summary>Responds with Clerk's error object.</summary>
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

    /// <summary>Aborts the connection in the middle of a page.</summary>
    public static async Task Cut(HttpContext context)
    {
        context.Response.ContentLength = 1000;
        await context.Response.WriteAsync("[{\"id\":\"user_1\",\"updated_at\":1},");
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    /// <summary>Sends part of a page, and then nothing until the client disconnects.</summary>
    public static async Task Hang(HttpContext context)
    {
        await context.Response.WriteAsync("[{\"id\":");
        await context.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    public static RequestDelegate Users(List<JsonObject> users, IQueryCollection query, int maxPageSize = int.MaxValue)
    {
        var found = FilterByCreation(users, query);
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
        Json(new JsonObject { ["total_count"] = FilterByCreation(users, query).Count });

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

    /// <summary>Lists the memberships of one organization. An organization without memberships does not exist.</summary>
    public static RequestDelegate Memberships(List<JsonObject> items, IQueryCollection query) =>
        items.Count == 0
            ? Error(404, "resource_not_found")
            : List(
                // A membership without a readable user ID matches every filter.
                items.FindAll(item =>
                    TextOf(item["public_user_data"]?["user_id"]) is not { } user || query["user_id"].Contains(user)
                ),
                query
            );

    public static RequestDelegate Find(List<JsonObject> items, string id) =>
        items.Find(item => IdOf(item) == id) is { } found ? Json(found) : Error(404, "resource_not_found");

    /// <summary>The ID of an object; null if it is not text.</summary>
    private static string? IdOf(JsonObject item) => TextOf(item["id"]);

    private static string? TextOf(JsonNode? json) =>
        json is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>Filters by creation time. An object without a readable time has the time of the object before it.</summary>
    private static List<JsonObject> FilterByCreation(List<JsonObject> users, IQueryCollection query)
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

    /// <summary>The page size. As in Clerk, a limit above 500 counts as 10.</summary>
    private static int Limit(IQueryCollection query) =>
        Number(query["limit"], 10) is <= 500 and var limit ? (int)limit : 10;

    private static long Number(string? value, long absent) =>
        value is null ? absent : long.Parse(value, CultureInfo.InvariantCulture);

    private static JsonArray ToArray(IEnumerable<JsonObject> items) => [.. items.Select(item => item.DeepClone())];
}
