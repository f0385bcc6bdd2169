using System.Net;
using System.Reflection;
using System.Text;
using ClerkSync.Functions.Webhooks;
using ClerkSync.Tests.Drivers;
using Microsoft.Azure.Functions.Worker;
using Npgsql;

namespace ClerkSync.Tests.Publish;

/// <summary>The published function app as a process of its own, under a host that speaks the real one's protocol.</summary>
[Collection(PublishedOnce.Name)]
public sealed class WorkerTests(PublishedFixture published) : IAsyncLifetime
{
    private string _databaseUrl = "";

    public async Task InitializeAsync() => _databaseUrl = await TestPostgres.CreateDatabaseAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [WorkerFact]
    public async Task Worker_tells_its_functions_and_applies_a_delivery()
    {
        await using var host = await StartAsync(("DATABASE_URL", _databaseUrl));

        var answer = await host.DeliverAsync(Sign(new UserEvent { Id = "user_1" }));

        var functions = typeof(ReceiveClerkWebhook)
            .Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMethods())
            .Select(method => method.GetCustomAttribute<FunctionAttribute>()?.Name)
            .OfType<string>();
        Assert.Equal(functions.Order(), host.Functions.Order());
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("\"outcome\":\"applied\"", answer.Body, StringComparison.Ordinal);
        Assert.Equal(1, await CountUsersAsync());
    }

    private Task<FunctionsHost> StartAsync(params (string Name, string Value)[] settings) =>
        FunctionsHost.StartAsync(published.App, [("CLERK_WEBHOOK_SIGNING_SECRET", TestApp.Secret), .. settings]);

    private static Delivery Sign(ITestEvent testEvent) =>
        Delivery.Sign(
            Encoding.UTF8.GetBytes(testEvent.ToJson().ToJsonString()),
            $"msg_{Guid.NewGuid():n}",
            TestApp.Secret
        );

    private async Task<long> CountUsersAsync()
    {
        await using var database = NpgsqlDataSource.Create(_databaseUrl);
        await using var command = database.CreateCommand("select count(*) from users");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
