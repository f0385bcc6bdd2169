namespace ClerkSync.SimulatedClerk.Deliveries;

/// <summary>An event to deliver to the endpoint.</summary>
internal sealed record SimulatedMessage
{
    /// <summary>The <c>svix-id</c>, the same on every attempt.</summary>
    public required string Id { get; init; }

    /// <summary>Clerk's name of the event: <c>user.created</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The id of the object that the event is about.</summary>
    public required string ObjectId { get; init; }

    /// <summary>Clerk's envelope, as it is signed and sent.</summary>
    public required string Body { get; init; }

    /// <summary>Epoch milliseconds.</summary>
    public required long CreatedAt { get; init; }
}
