using System.CommandLine;
using System.Text.Json.Nodes;
using ClerkSync.Cli.Clerk;
using ClerkSync.Core.Disclosure;
using ClerkSync.LocalHost.Up;

namespace ClerkSync.Cli.Trigger;

/// <summary>Sends an event and prints the endpoint's response.</summary>
/// <param name="instanceId">The Clerk instance of the event. Null leaves it out.</param>
/// <param name="command">The command that runs this program, for messages.</param>
internal sealed class TriggerRun(
    TriggerTarget target,
    string? instanceId,
    TriggerMemory memory,
    string command,
    TimeProvider time
)
{
    private const int NotFound = 404;

    private string Endpoint => TriggerTarget.Show(target.Endpoint);

    /// <summary>Delivers one message as many times as requested.</summary>
    /// <returns>The exit code. It is success only if every response was 2xx.</returns>
    public async Task<int> RunAsync(
        TriggerRequest request,
        string svixId,
        int times,
        InvocationConfiguration configuration,
        CancellationToken cancellationToken
    )
    {
        var example = Examples.Get(request.EventType);
        SetInstance(example);
        var triggered = TriggerEvent.Create(example, request, memory.Read(), time.GetUtcNow());
        await configuration.Output.WriteLineAsync($"{request.EventType} {triggered.Object.Id}");
        await configuration.Output.WriteLineAsync($"svix-id {svixId}");

        using var signed = new SignedSender(target.Endpoint, target.Webhook);
        using var simulated = target.SimulatedClerk is { } clerk
            ? new SimulatedClerkClient(clerk.Url, clerk.Key)
            : null;
        var isSimulated = simulated is not null && await simulated.IsRunningAsync(cancellationToken);
        IEventSender sender = isSimulated ? simulated! : signed;
        var exitCode = ExitCode.Success;
        for (var i = 0; i < times; i++)
        {
            if (await TrySendAsync(sender, svixId, triggered.Body, configuration, cancellationToken) is not { } answer)
            {
                return ExitCode.Failed;
            }

            await configuration.Output.WriteLineAsync($"{answer.Status} {answer.Body}");
            exitCode = answer.IsSuccess ? exitCode : ExitCode.Failed;
            if (i == 0 && answer.IsSuccess)
            {
                memory.Write(request.Kind, triggered.Object);
            }

            if (i == 0 && answer.Status == NotFound)
            {
                await configuration.Error.WriteLineAsync(
                    $"There is no webhook endpoint at {Endpoint}. The path is /api/webhooks/clerk, unless host.json has another prefix; see --url and {UpSettings.EndpointSetting}."
                );
            }
        }

        return exitCode;
    }

    /// <summary>Replaces the instance of Clerk's examples. Deliveries of that instance are ignored after another one is recorded.</summary>
    private void SetInstance(JsonObject example)
    {
        if (instanceId is null)
        {
            example.Remove("instance_id");
        }
        else
        {
            example["instance_id"] = instanceId;
        }
    }

    /// <summary>Sends the event. When there is no response, prints a sentence and returns null.</summary>
    private async Task<EndpointAnswer?> TrySendAsync(
        IEventSender sender,
        string svixId,
        string body,
        InvocationConfiguration configuration,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await sender.SendAsync(svixId, body, time.GetUtcNow(), cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            await configuration.Error.WriteLineAsync(
                $"{Endpoint} does not answer: {ShownError.Describe(exception)}. Is it running? {command} up starts it."
            );
        }
        catch (OperationCanceledException exception) when (exception.InnerException is TimeoutException)
        {
            await configuration.Error.WriteLineAsync($"{Endpoint} did not answer in time.");
        }

        return null;
    }
}
