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

    /// <remarks>A setting is checked before the worker connects, where the options' own check at start-up was reported to be ignored.</remarks>
    [WorkerFact]
    public async Task Worker_without_a_setting_ends_with_a_sentence()
    {
        var ended = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync());

        Assert.Contains("DATABASE_URL is not set", ended.Message, StringComparison.Ordinal);
    }

    [WorkerFact]
    public async Task Worker_starts_while_the_database_is_away_and_says_so_to_the_first_delivery()
    {
        await using var host = await StartAsync(("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing"));

        var answer = await host.DeliverAsync(Sign(new UserEvent { Id = "user_1" }));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Contains("database_unavailable", answer.Body, StringComparison.Ordinal);
    }

    [WorkerFact]
    public async Task Worker_hands_over_the_bytes_as_they_came()
    {
        await using var host = await StartAsync(("DATABASE_URL", _databaseUrl));

        var broken = await host.DeliverAsync(Delivery.Sign([.. "{}"u8, 0xff], "msg_1", TestApp.Secret));
        // What the host makes of a chunked request.
        var lost = await host.DeliverAsync(Sign(new UserEvent { Id = "user_1" }) with { Body = [] });

        Assert.Contains("invalid_encoding", broken.Body, StringComparison.Ordinal);
        Assert.Contains("invalid_signature", lost.Body, StringComparison.Ordinal);
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
