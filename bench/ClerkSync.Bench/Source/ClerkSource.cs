using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ClerkSync.Bench.Source;

/// <summary>A Backend API that uses little CPU, so that the measurement shows its client.</summary>
/// <remarks>
/// The simulated Clerk stores its users, and a million do not fit into memory during a measurement. These are
/// generated.
/// </remarks>
internal static class ClerkSource
{
    private const int MostUsers = 500;

    /// <summary>Serves users until the process ends. First prints its URL.</summary>
    public static async Task RunAsync(SourceUsers users, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.Run(context => AnswerAsync(context, users));
        await app.StartAsync(cancellationToken);
        Console.WriteLine(app.Urls.Single());
        await Console.In.ReadToEndAsync(cancellationToken);
    }

    private static Task AnswerAsync(HttpContext context, SourceUsers users)
    {
        var query = context.Request.Query;
        return context.Request.Path.Value switch
        {
            "/v1/instance" => WriteAsync(context, """{"id":"ins_bench","environment_type":"production"}"""),
            "/v1/users/count" => WriteAsync(context, $$"""{"total_count":{{users.Count}}}"""),
            "/v1/users" when query.ContainsKey("user_id") => WriteAsync(context, "[]"),
            "/v1/users" => WritePageAsync(context, users),
            "/v1/organizations" or "/v1/organization_memberships" => WriteAsync(
                context,
                """{"data":[],"total_count":0}"""
            ),
            _ => WriteAsync(context, "{}", StatusCodes.Status404NotFound),
        };
    }

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
            await WriteAsync(context, page.AsMemory(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(page);
        }
    }

    private static Task WriteAsync(HttpContext context, string json, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        return WriteAsync(context, Encoding.UTF8.GetBytes(json));
    }

    private static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> json)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }
}
