namespace ClerkSync.Core.Webhooks;

/// <summary>What Clerk sends of an object that is gone: no version, so a deletion cannot be ordered and is final.</summary>
internal sealed record DeletedPayload
{
    public required ClerkId Id { get; init; }
}
