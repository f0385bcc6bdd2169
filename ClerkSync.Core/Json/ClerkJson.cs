using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClerkSync.Core.Json;

/// <summary>Reads what Clerk sends: webhooks, pages of its API and single objects.</summary>
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class ClerkJson : JsonSerializerContext
{
    /// <summary>The most levels of metadata that are stored and compared.</summary>
    /// <remarks>
    /// Clerk limits metadata to 8 KB, which is 8,192 brackets. Postgres reads about 12,000 levels with its default
    /// <c>max_stack_depth</c> of 2 MB.
    /// </remarks>
    public const int MaxDepth = 10_000;

    /// <summary>Parses JSON, with everything that Postgres cannot store as text replaced.</summary>
    /// <param name="json">UTF-8, of any depth; it must not change while the document is in use.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json) =>
        JsonDocument.Parse(PostgresText.MakeStorable(json), new JsonDocumentOptions { MaxDepth = int.MaxValue });
}
