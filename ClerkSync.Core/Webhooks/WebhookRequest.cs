namespace ClerkSync.Core.Webhooks;

/// <summary>A delivery as it came, before anything is believed of it.</summary>
public sealed record WebhookRequest
{
    /// <summary>The greatest body that is accepted, in bytes. Clerk's are a few kilobytes.</summary>
    public const int MaxBodyLength = 1024 * 1024;

    /// <summary>Reads a header by its name, whatever the case; null when it is absent.</summary>
    public required Func<string, string?> Header { get; init; }

    /// <summary>The raw bytes of the body, which the signature covers.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}
