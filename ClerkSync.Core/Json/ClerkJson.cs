using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClerkSync.Core.Json;

/// <summary>Parses what Clerk sends: webhooks, pages of its API and single objects.</summary>
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class ClerkJson : JsonSerializerContext
{
    /// <summary>The maximum depth of metadata that is stored and compared.</summary>
    /// <remarks>
    /// Clerk limits metadata to 8 KB, which is at most 8,192 brackets. Postgres reads about 12,000 levels with its default
    /// <c>max_stack_depth</c> of 2 MB.
    /// </remarks>
    public const int MaxDepth = 10_000;

    // The time of JsonDocument.Parse grows with the square of the depth: 100,000 levels take seconds.
    private const int MaxParsedDepth = 20_000;

    /// <summary>Parses JSON, and replaces everything that Postgres cannot store as text.</summary>
    /// <param name="json">UTF-8; it must not change while the document is in use.</param>
    /// <exception cref="JsonException">The bytes are not JSON, or nested more than 20,000 levels deep.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json) =>
        JsonDocument.Parse(PostgresText.MakeStorable(json), new JsonDocumentOptions { MaxDepth = MaxParsedDepth });
}
