namespace ClerkSync.Cli.Trigger;

/// <summary>Brings an event to the endpoint: by itself, or through the simulated Clerk.</summary>
internal interface IEventSender
{
    /// <summary>Sends an event once.</summary>
    /// <exception cref="HttpRequestException">Nobody answers.</exception>
    /// <exception cref="OperationCanceledException">The answer takes too long.</exception>
    Task<EndpointAnswer> SendAsync(string svixId, string body, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>What the endpoint said.</summary>
internal sealed record EndpointAnswer(int Status, string Body)
{
    /// <summary>Only 2xx counts.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;
}
