namespace ClerkSync.Cli.Trigger;

/// <summary>Sends an event to the endpoint, directly or through the simulated Clerk.</summary>
internal interface IEventSender
{
    /// <summary>Sends an event once.</summary>
    /// <exception cref="HttpRequestException">The receiver cannot be reached.</exception>
    /// <exception cref="OperationCanceledException">The answer took too long.</exception>
    Task<EndpointAnswer> SendAsync(string svixId, string body, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>The endpoint's response.</summary>
internal sealed record EndpointAnswer(int Status, string Body)
{
    public bool IsSuccess => Status is >= 200 and < 300;
}
