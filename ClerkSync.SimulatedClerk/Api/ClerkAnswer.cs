using System.Text.Encodings.Web;
using System.Text.Json;
using ClerkSync.SimulatedClerk.Objects;
using Microsoft.AspNetCore.Http;

namespace ClerkSync.SimulatedClerk.Api;

/// <summary>Writes responses in Clerk's format.</summary>
internal static class ClerkAnswer
{
    /// <summary>Escapes only the characters that JSON requires.</summary>
    public static JsonWriterOptions WriterOptions { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, WriterOptions);
        write(json);
        await json.FlushAsync(context.RequestAborted);
    }

    /// <summary>Writes a JSON array without an envelope.</summary>
    public static Task WriteArrayAsync<T>(HttpContext context, IEnumerable<T> items, Action<Utf8JsonWriter, T> write) =>
        WriteAsync(context, json => WriteArray(json, items, write));

    /// <summary>Writes a page: <c>{data, total_count}</c>.</summary>
    public static Task WritePageAsync<T>(
        HttpContext context,
        IEnumerable<T> items,
        int totalCount,
        Action<Utf8JsonWriter, T> write
    ) =>
        WriteAsync(
            context,
            json =>
            {
                json.WriteStartObject();
                json.WritePropertyName("data");
                WriteArray(json, items, write);
                json.WriteNumber("total_count", totalCount);
                json.WriteEndObject();
            }
        );

    /// <summary>Writes Clerk's response to a deletion.</summary>
    public static Task WriteDeletedAsync(HttpContext context, string kind, string id) =>
        WriteAsync(context, json => DeletedJson.Write(json, kind, id));

    private static void WriteArray<T>(Utf8JsonWriter json, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray();
        foreach (var item in items)
        {
            write(json, item);
        }

        json.WriteEndArray();
    }
}
