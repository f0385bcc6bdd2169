namespace ClerkSync.Core.Webhooks;

/// <summary>A delivery as it came, before anything is believed of it.</summary>
public sealed record WebhookRequest
{
    /// <summary>The greatest body that is accepted, in bytes. Clerk's are a few kilobytes.</summary>
    public const int MaxBodyLength = 1024 * 1024;

    /// <summary>The id of the message; null when the header is absent or empty.</summary>
    public string? Id { get; private init; }

    /// <summary>When this attempt was signed, in seconds; null when the header is absent or empty.</summary>
    public string? Timestamp { get; private init; }

    /// <summary>The list of signatures; null when the header is absent or empty.</summary>
    public string? Signature { get; private init; }

    /// <summary>The raw bytes of the body, which the signature covers; null when there are more than are accepted.</summary>
    public ReadOnlyMemory<byte>? Body { get; private init; }

    /// <summary>The trace that the request belongs to, as W3C's <c>traceparent</c>; null when nobody said.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Reads a delivery.</summary>
    /// <param name="findHeader">Finds a header by its name, whatever the case; null when it is absent.</param>
    /// <param name="body">The raw bytes; null when there are more than <see cref="MaxBodyLength"/>.</param>
    /// <remarks>
    /// The <c>svix-</c> headers, or where these are not complete the <c>webhook-</c> ones; never some of each, or one could put
    /// another's id on a genuine delivery.
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
