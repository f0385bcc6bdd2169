namespace ClerkSync.Core.Webhooks;

/// <summary>A delivery before verification.</summary>
internal sealed record WebhookRequest
{
    /// <summary>The maximum body length in bytes. Clerk's bodies are a few kilobytes.</summary>
    public const int MaxBodyLength = 1024 * 1024;

    /// <summary>The message's id; null when the header is missing or empty.</summary>
    public string? Id { get; private init; }

    /// <summary>When this attempt was signed, in Unix seconds; null when the header is missing or empty.</summary>
    public string? Timestamp { get; private init; }

    /// <summary>The list of signatures; null when the header is missing or empty.</summary>
    public string? Signature { get; private init; }

    /// <summary>The raw bytes of the body, which the signature covers; null when there are too many.</summary>
    public ReadOnlyMemory<byte>? Body { get; private init; }

    /// <summary>The W3C <c>traceparent</c> header; null when missing.</summary>
    public string? TraceParent { get; init; }

    /// <param name="findHeader">Finds a header by name, ignoring case; null when missing.</param>
    /// <param name="body">The raw bytes; null when there are more than <see cref="MaxBodyLength"/>.</param>
    /// <remarks>
    /// Reads the <c>svix-</c> headers, or if these are incomplete the <c>webhook-</c> headers. It never mixes them, because an attacker
    /// could then put another id on a genuine delivery.
    /// </remarks>
    public static WebhookRequest Read(Func<string, string?> findHeader, ReadOnlyMemory<byte>? body)
    {
        var svix = Read("svix", findHeader, body);
        return svix is { Id: not null, Timestamp: not null, Signature: not null }
            ? svix
            : Read("webhook", findHeader, body);
    }

    private static WebhookRequest Read(string brand, Func<string, string?> findHeader, ReadOnlyMemory<byte>? body)
    {
        return new WebhookRequest
        {
            Id = Find("id"),
            Timestamp = Find("timestamp"),
            Signature = Find("signature"),
            Body = body,
        };

        string? Find(string name) => findHeader($"{brand}-{name}") is { Length: > 0 } value ? value : null;
    }
}
