using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using ClerkSync.Tests.Drivers;
using ClerkSync.Tests.Publish.Protocol;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Tests.Publish;

/// <summary>Starts a published function app as the Functions host does and communicates with it over the host's protocol.</summary>
internal sealed class FunctionsHost : FunctionRpc.FunctionRpcBase, IAsyncDisposable
{
    private readonly Channel<StreamingMessage> _toWorker = Channel.CreateUnbounded<StreamingMessage>();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _answers = new();
    private readonly Dictionary<string, string> _functionIds = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _methods = [];
    private WebApplication _server = null!;

    /// <summary>The worker process.</summary>
    public WorkerProcess Worker { get; private set; } = null!;

    /// <summary>The names of the functions that the worker reported.</summary>
    public IReadOnlyCollection<string> Functions => _functionIds.Keys;

    /// <summary>The HTTP methods of a function's route, as the worker reported them.</summary>
    public IReadOnlyList<string> MethodsOf(string function) => _methods[function];

    private string Url =>
        _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>Starts the worker and loads its functions.</summary>
    /// <param name="app">The folder of the published app.</param>
    /// <param name="settings">The environment variables of the worker.</param>
    /// <exception cref="InvalidOperationException">The worker exited before it connected. The message is its output.</exception>
    public static async Task<FunctionsHost> StartAsync(
        string app,
        params IEnumerable<(string Name, string Value)> settings
    )
    {
        var host = new FunctionsHost();
        try
        {
            await host.ListenAsync();
            host.Worker = WorkerProcess.Start(app, host.Url, settings);
            await host.LoadAsync(app);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream,
        IServerStreamWriter<StreamingMessage> responseStream,
        ServerCallContext context
    )
    {
        var sending = SendAsync(responseStream, context.CancellationToken);
        try
        {
            await foreach (var message in requestStream.ReadAllAsync(context.CancellationToken))
            {
                if (message.ContentCase == StreamingMessage.ContentOneofCase.StartStream)
                {
                    _connected.SetResult();
                }
                else if (_answers.TryRemove(message.RequestId, out var answer))
                {
                    answer.SetResult(message);
                }
            }
        }
        catch (IOException)
        {
            // The worker exited.
        }

        _toWorker.Writer.TryComplete();
        await sending;
    }

    /// <summary>Calls the webhook function with a delivery.</summary>
    public Task<WorkerAnswer> DeliverAsync(Delivery delivery) =>
        InvokeAsync(
            "ClerkSyncReceiveClerkWebhook",
            new Http
            {
                Method = "POST",
                Url = "http://localhost/api/webhooks/clerk",
                Body = new TypedData { Bytes = ByteString.CopyFrom(delivery.Body) },
                NullableHeaders =
                {
                    ["svix-id"] = new() { Value = delivery.SvixId },
                    ["svix-timestamp"] = new() { Value = delivery.Timestamp },
                    ["svix-signature"] = new() { Value = delivery.Signature },
                },
            }
        );

    public async Task<WorkerAnswer> InvokeAsync(string function, Http http)
    {
        var invocation = new InvocationRequest
        {
            InvocationId = $"{Guid.NewGuid()}",
            FunctionId = _functionIds[function],
            TraceContext = new TraceContext(),
            InputData =
            {
                new ParameterBinding
                {
                    Name = "request",
                    Data = new TypedData { Http = http },
                },
            },
        };
        var answer = await AskAsync(new StreamingMessage { InvocationRequest = invocation });
        Require(answer.InvocationResponse.Result);
        var response =
            answer.InvocationResponse.OutputData.SingleOrDefault()?.Data ?? answer.InvocationResponse.ReturnValue;
        return new WorkerAnswer(
            Enum.Parse<HttpStatusCode>(response.Http.StatusCode),
            response.Http.Body?.Bytes.ToStringUtf8() ?? "",
            response.Http.Headers.AsReadOnly()
        );
    }

    /// <summary>Sends the message with which the host stops its worker.</summary>
    public Task SendTerminateAsync() => SendAsync(new StreamingMessage { WorkerTerminate = new WorkerTerminate() });

    public async ValueTask DisposeAsync()
    {
        if (Worker is not null)
        {
            await Worker.DisposeAsync();
        }

        await _server.StopAsync();
        await _server.DisposeAsync();
    }

    private async Task ListenAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
                kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2)
            );
        builder.Services.AddRouting().AddLogging(logging => logging.ClearProviders());
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        _server = builder.Build();
        _server.MapGrpcService<FunctionsHost>();
        await _server.StartAsync();
    }

    private async Task LoadAsync(string app)
    {
        await Task.WhenAny(_connected.Task, Worker.Exited);
        if (!_connected.Task.IsCompleted)
        {
            throw new InvalidOperationException(await Worker.Output);
        }

        await AskAsync(new StreamingMessage { WorkerInitRequest = new WorkerInitRequest { HostVersion = "4.0" } });
        var metadata = await AskAsync(
            new StreamingMessage
            {
                FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = app },
            }
        );
        foreach (var function in metadata.FunctionMetadataResponse.FunctionMetadataResults)
        {
            var loaded = await AskAsync(
                new StreamingMessage
                {
                    FunctionLoadRequest = new FunctionLoadRequest
                    {
                        FunctionId = function.FunctionId,
                        Metadata = function,
                    },
                }
            );
            Require(loaded.FunctionLoadResponse.Result);
            _functionIds.Add(function.Name, function.FunctionId);
            _methods.Add(function.Name, FindMethods(function));
        }
    }

    private static IReadOnlyList<string> FindMethods(FunctionMetadata function) =>
        [
            .. function
                .RawBindings.Select(binding => JsonNode.Parse(binding)!["methods"]?.AsArray())
                .OfType<JsonArray>()
                .SelectMany(methods => methods.Select(method => method!.GetValue<string>())),
        ];

    private static void Require(StatusResult result)
    {
        if (result.Status != StatusResult.Types.Status.Success)
        {
            throw new InvalidOperationException(result.Exception?.Message ?? $"{result.Status}");
        }
    }

    private async Task<StreamingMessage> AskAsync(StreamingMessage message)
    {
        var answer = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        message.RequestId = $"{Guid.NewGuid()}";
        _answers[message.RequestId] = answer;
        await SendAsync(message);
        return await answer.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private Task SendAsync(StreamingMessage message) => _toWorker.Writer.WriteAsync(message).AsTask();

    private async Task SendAsync(IServerStreamWriter<StreamingMessage> stream, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in _toWorker.Reader.ReadAllAsync(cancellationToken))
            {
                await stream.WriteAsync(message, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The worker exited.
        }
    }
}

/// <summary>The HTTP response of a function in the worker.</summary>
internal sealed record WorkerAnswer(HttpStatusCode Status, string Body, IReadOnlyDictionary<string, string> Headers);
