using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Functions.Http;

/// <summary>Reads a JSON body. An application's functions may use it too.</summary>
public static class JsonBody
{
    /// <summary>Reads the body of a request as JSON of one type.</summary>
    /// <param name="type">The type of the body, from a source-generated context.</param>
    /// <param name="maxLength">The maximum number of bytes that are read. Default: 16 KiB.</param>
    /// <exception cref="InvalidBodyException">
    /// The body is too large, or is not JSON of this type. <see cref="Failures.AnswerAsync"/> responds with 400.
    /// </exception>
    public static async Task<T> ReadJsonAsync<T>(
        this HttpRequestData request,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken,
        int maxLength = 16 * 1024
    )
        where T : class
    {
        var body =
            await LimitedBody.ReadAsync(request, maxLength, cancellationToken)
            ?? throw new InvalidBodyException("body", $"of at most {maxLength} bytes");
        try
        {
            return JsonSerializer.Deserialize(body.Span, type) ?? throw new JsonException();
        }
        catch (JsonException exception)
        {
            // The path names a member; the message may repeat its value.
            var needed = string.Join(
                ", ",
                type.Properties.Where(member => member.IsRequired).Select(member => member.Name)
            );
            throw new InvalidBodyException(
                "body",
                $"a JSON object{(needed.Length > 0 ? $" with {needed}" : "")}, as the documentation describes (at {exception.Path ?? "$"})"
            );
        }
    }
}
