using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ClerkSync.Core.Disclosure;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Functions.Http;

/// <summary>Reads a small JSON body.</summary>
internal static class JsonBody
{
    private const int MaxLength = 16 * 1024;

    /// <summary>Reads the body.</summary>
    /// <exception cref="InvalidBodyException">It is too large, or no such JSON.</exception>
    public static async Task<T> ReadAsync<T>(
        this HttpRequestData request,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var body =
            await LimitedBody.ReadAsync(request, MaxLength, cancellationToken)
            ?? throw new InvalidBodyException("body", $"of at most {MaxLength} bytes");
        try
        {
            return JsonSerializer.Deserialize(body.Span, type) ?? throw new JsonException();
        }
        catch (JsonException exception)
        {
            // The path names a member; the message may repeat its value.
            var needed = type.Properties.Where(member => member.IsRequired).Select(member => member.Name);
            throw new InvalidBodyException(
                "body",
                $"a JSON object with {string.Join(", ", needed)}, as the documentation has it (at {exception.Path ?? "$"})"
            );
        }
    }
}

/// <summary>A body, a member of it or a header that goes with it cannot be understood.</summary>
/// <param name="name">Which.</param>
/// <param name="shape">What it has to be: the end of a sentence that starts with its name and "must be".</param>
internal sealed class InvalidBodyException(string name, string shape)
    : Exception($"The {name} must be {shape}."),
        IUserMessage;
