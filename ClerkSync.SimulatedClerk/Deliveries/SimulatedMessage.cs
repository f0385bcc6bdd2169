namespace ClerkSync.SimulatedClerk.Deliveries;

/// <summary>An event on its way to the endpoint.</summary>
internal sealed record SimulatedMessage
{
    /// <summary>The <c>svix-id</c>, the same on every attempt.</summary>
    public required string Id { get; init; }

    /// <summary>As Clerk names it: <c>user.created</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The object that it is about.</summary>
    public required string ObjectId { get; init; }

    /// <summary>Clerk's envelope, as it is signed and sent.</summary>
    public required string Body { get; init; }

    /// <summary>Epoch milliseconds.</summary>
    public required long CreatedAt { get; init; }
}
