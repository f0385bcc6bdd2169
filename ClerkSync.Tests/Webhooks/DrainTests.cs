using System.Net;
using System.Text;
using ClerkSync.Core.Webhooks;
using ClerkSync.Functions;
using ClerkSync.Tests.Drivers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClerkSync.Tests.Webhooks;

/// <summary>A graceful shutdown responds to the accepted deliveries first.</summary>
public sealed class DrainTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const int Deliveries = 32;

    public Task InitializeAsync() => database.MakeSignUpsSlowAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Terminated_host_responds_to_accepted_deliveries_and_exits_within_the_grace_period()
    {
        await using var host = await HostProcess.StartAsync(database.ConnectionString);
        using var http = new HttpClient();
        var answers = Enumerable.Range(0, Deliveries).Select(_ => SendAsync(http, host.Endpoint)).ToList();
        await database.WaitForASlowSignUpAsync();
        // Lets the other deliveries enter the queue.
        await Task.Delay(500);
        Assert.Contains(answers, answer => !answer.IsCompleted);

        var exitCode = await host.TerminateAsync(patience: TimeSpan.FromSeconds(15));

        Assert.Equal(0, exitCode);
        Assert.All(await Task.WhenAll(answers), status => Assert.Equal(HttpStatusCode.OK, status));
    }

    [Fact]
    public async Task Worker_service_stops_only_after_the_response()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection([
            new("DATABASE_URL", database.ConnectionString),
            new("CLERK_WEBHOOK_SIGNING_SECRET", TestApp.Secret),
        ]);
        var worker = new WorkerService();
        // CreateBuilder of the Functions worker also registers its service before Program.cs registers those of ClerkSync.
        builder.Services.AddSingleton<IHostedService>(worker);
        builder.Services.AddClerkSyncFunctions(builder.Configuration);
        using var host = builder.Build();
        await host.StartAsync();
        worker.Answer = ReceiveAsync(host.Services.GetRequiredService<WebhookReceiver>());
        await database.WaitForASlowSignUpAsync();

        await host.StopAsync();

        Assert.True(worker.WasAnsweredAtStop);
        Assert.Equal("applied", (await worker.Answer).Word);
    }

    [Fact]
    public async Task Shutdown_waits_no_longer_than_a_delivery_can_take()
    {
        var time = new WatchedTime(DateTimeOffset.UnixEpoch);
        var drain = new DeliveryDrain(time, NullLogger<DeliveryDrain>.Instance);
        using var never = drain.Enter();

        var stopping = drain.StopAsync(CancellationToken.None);
        await time.WaitForAWaitAsync();
        Assert.False(stopping.IsCompleted);
        time.Advance(DeliveryDrain.Patience);

        await stopping.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient http, Uri endpoint)
    {
        using var request = Sign().ToRequest(endpoint);
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    private static async Task<WebhookResult> ReceiveAsync(WebhookReceiver receiver)
    {
        var delivery = Sign();
        using var request = delivery.ToRequest(new Uri("http://localhost"));
        return await receiver.ReceiveAsync(
            WebhookRequest.Read(
                name => request.Headers.TryGetValues(name, out var values) ? values.Single() : null,
                delivery.Body
            ),
            CancellationToken.None
        );
    }

    private static Delivery Sign()
    {
        var body = Encoding.UTF8.GetBytes(UserEvent.Created(UserEvent.NewId()).ToJson().ToJsonString());
        return Delivery.Sign(body, $"msg_{Guid.NewGuid():n}", TestApp.Secret);
    }

    /// <summary>Replaces the service that sends the responses. It does not wait for a response.</summary>
    private sealed class WorkerService : IHostedService
    {
        public Task<WebhookResult> Answer { get; set; } = null!;

        public bool WasAnsweredAtStop { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            WasAnsweredAtStop = Answer.IsCompleted;
            return Task.CompletedTask;
        }
    }
}
