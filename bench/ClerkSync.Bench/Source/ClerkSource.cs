using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;
using ClerkSync.Tests.Drivers;
using Microsoft.AspNetCore.Http;

namespace ClerkSync.Bench.Source;

/// <summary>The tests' fake of Clerk with generated users. It uses little CPU, so that the measurement shows its client.</summary>
/// <remarks>A million users do not fit into memory during a measurement, so none is stored.</remarks>
internal static class ClerkSource
{
    private const int MostUsers = 500;

    /// <summary>Serves users until the process ends. First prints its URL.</summary>
    public static async Task RunAsync(SourceUsers users, CancellationToken cancellationToken)
    {
        await using var clerk = await FakeClerkApi.StartAsync();
        clerk.Always = context => FindRoute(clerk, users, context.Request)(context);
        Console.WriteLine(clerk.Url);
        await Console.In.ReadToEndAsync(cancellationToken);
    }

    private static RequestDelegate FindRoute(FakeClerkApi clerk, SourceUsers users, HttpRequest request) =>
        request.Path.Value switch
        {
            "/v1/users/count" => Answers.Json(new JsonObject { ["total_count"] = users.Count }),
            "/v1/users" when !request.Query.ContainsKey("user_id") => context => WritePageAsync(context, users),
            // Lookups find nobody, and there are no organizations.
            _ => clerk.FindRoute(request),
        };

    private static async Task WritePageAsync(HttpContext context, SourceUsers users)
    {
        var query = context.Request.Query;
        var first = 0;
        if (query["created_at_after"] is [{ } after])
        {
            first = users.FirstAfter(long.Parse(after, CultureInfo.InvariantCulture));
        }

        if (query["starting_after"] is [{ } cursor])
        {
            first = SourceUsers.NumberOf(cursor) + 1;
        }

        var end = users.Count;
        if (query["created_at_before"] is [{ } before])
        {
            end = users.FirstNotBefore(long.Parse(before, CultureInfo.InvariantCulture));
        }

        var count = Math.Clamp(end - first, 0, MostUsers);
        // Each user is followed by a comma or the closing bracket.
        var length = count == 0 ? 2 : 1 + (count * (users.Length + 1));
        var page = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            page[0] = (byte)'[';
            for (var i = 0; i < count; i++)
            {
                var at = 1 + (i * (users.Length + 1));
                users.Write(first + i, page.AsSpan(at));
                page[at + users.Length] = (byte)',';
            }

            page[length - 1] = (byte)']';
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = length;
            await context.Response.Body.WriteAsync(page.AsMemory(0, length), context.RequestAborted);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(page);
        }
    }
}
