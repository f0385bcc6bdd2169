using System.Net;
using System.Text.Json.Nodes;
using ClerkSync.Cli.Trigger;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Instance;
using ClerkSync.Core.Webhooks;
using ClerkSync.Tests.Drivers;
using ClerkSync.Tests.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Tests.Instance;

/// <summary>A database belongs to one Clerk instance, which deliveries record. Deliveries of other instances are rejected.</summary>
public sealed class InstanceDeliveryTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly string _id = UserEvent.NewId();
    private readonly string _svixId = $"msg_{Guid.NewGuid():n}";
    private readonly ShiftedTime _time = new();
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        await database.ForgetInstanceAsync();
        _app = await StartAsync();
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task First_delivery_records_its_instance()
    {
        var answer = await _app.DeliverAsync(Of("ins_A"));

        Assert.Equal("applied", answer.Outcome);
        Assert.Equal(("ins_A", "delivery"), await ReadRecordAsync());
    }

    [Fact]
    public async Task Delivery_of_another_instance_is_rejected_and_not_stored()
    {
        await _app.DeliverAsync(Of("ins_A", UserEvent.NewId()));
        using var meter = new MeterReader(_app);

        var answer = await _app.DeliverAsync(Of("ins_B"), _svixId);

        Assert.Equal((HttpStatusCode.BadRequest, "wrong_instance"), (answer.Status, answer.Code));
        Assert.All(
            [answer.Body, Assert.Single(_app.Logs, line => line.StartsWith("Warning", StringComparison.Ordinal))],
            text =>
                Assert.All(
                    ["ins_A", "ins_B", "clerksync instance reset --yes"],
                    word => Assert.Contains(word, text, StringComparison.Ordinal)
                )
        );
        Assert.Equal(
            ["1 error.type=wrong_instance event_type=user.updated outcome=wrong_instance"],
            meter.Read("clerksync.deliveries")
        );
        Assert.Null(await database.FindUserAsync(_id));
        Assert.Null(await database.FindOutcomeAsync(_svixId));
    }

    [Fact]
    public async Task Unreadable_delivery_of_another_instance_is_rejected_and_not_stored()
    {
        await _app.DeliverAsync(Of("ins_A", UserEvent.NewId()));
        var unreadable = Of("ins_B");
        unreadable["data"]!["updated_at"] = "never";

        var answer = await _app.DeliverAsync(unreadable, _svixId);

        Assert.Equal("wrong_instance", answer.Code);
        Assert.Null(await database.FindOutcomeAsync(_svixId));
    }

    [Fact]
    public async Task Delivery_without_an_instance_is_accepted_and_records_nothing()
    {
        var first = await _app.DeliverAsync(Of(null));
        var record = await ReadRecordAsync();
        await _app.DeliverAsync(Of("ins_A", UserEvent.NewId()));
        var second = await _app.DeliverAsync(Of(null, UserEvent.NewId()));

        Assert.Null(record);
        Assert.Equal(("applied", "applied"), (first.Outcome, second.Outcome));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("\"\"")]
    [InlineData("\"ins_\\u001b[31m\"")]
    public async Task Invalid_instance_id_is_treated_as_missing(string instance)
    {
        var json = Of(null);
        json["instance_id"] = JsonNode.Parse(instance);

        var answer = await _app.DeliverAsync(json);

        Assert.Equal("applied", answer.Outcome);
        Assert.Null(await ReadRecordAsync());
    }

    [Theory]
    [InlineData("ins_2g7np7Hrk0SN6kj5EDMLDaKNL0S")]
    [InlineData("ins_123")]
    public async Task Example_of_Clerk_records_no_instance_and_is_ignored_once_another_is_recorded(string example)
    {
        var before = await _app.DeliverAsync(Of(example, UserEvent.NewId()));
        var record = await ReadRecordAsync();
        await _app.DeliverAsync(Of("ins_A", UserEvent.NewId()));
        var after = await _app.DeliverAsync(Of(example), _svixId);

        Assert.Null(record);
        Assert.Equal(("applied", "ignored"), (before.Outcome, after.Outcome));
        Assert.Null(await database.FindUserAsync(_id));
        Assert.Equal("ignored", await database.FindOutcomeAsync(_svixId));
    }

    [Fact]
    public void Every_instance_in_the_examples_is_a_known_example_instance() =>
        Assert.All(
            Examples.EventTypes.Select(type => (string)Examples.Get(type)["instance_id"]!),
            instance => Assert.True(ExampleInstances.Contains(instance), instance)
        );

    [Fact]
    public async Task Only_one_of_two_hosts_with_different_instances_wins()
    {
        for (var round = 0; round < 20; round++)
        {
            await database.ExecuteAsync("delete from clerk_instance; delete from users");
            await using var one = await StartAsync();
            await using var other = await StartAsync();

            var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, 4)
                    .SelectMany(_ =>
                        (Task<Answer>[])
                            [
                                one.DeliverAsync(Of("ins_A", UserEvent.NewId())),
                                other.DeliverAsync(Of("ins_B", UserEvent.NewId())),
                            ]
                    )
            );

            var (instance, _) = (await ReadRecordAsync())!.Value;
            Assert.All(answers.Where((_, i) => i % 2 == (instance == "ins_A" ? 0 : 1)), a => Assert.True(a.IsSuccess));
            Assert.All(
                answers.Where((_, i) => i % 2 == (instance == "ins_A" ? 1 : 0)),
                a => Assert.Equal("wrong_instance", a.Code)
            );
            Assert.Equal(4L, await database.ScalarAsync<long>("select count(*) from users"));
        }
    }

    [Fact]
    public async Task Instance_of_the_key_takes_precedence_over_the_first_delivery()
    {
        await using var clerk = await FakeClerkApi.StartAsync();
        await using var app = await StartWithKeyAsync(clerk);

        var foreign = await app.DeliverAsync(Of("ins_A"));
        var own = await app.DeliverAsync(Of(FakeClerkApi.InstanceId));

        Assert.Equal(("wrong_instance", "applied"), (foreign.Code, own.Outcome));
        Assert.Equal((FakeClerkApi.InstanceId, "key"), await ReadRecordAsync());
        Assert.Single(clerk.Requests);
    }

    [Fact]
    public async Task Delivery_records_its_instance_when_Clerk_rejects_the_key()
    {
        await using var clerk = await FakeClerkApi.StartAsync();
        clerk.AcceptedKey = "sk_test_another";
        await using var app = await StartWithKeyAsync(clerk);

        var answer = await app.DeliverAsync(Of("ins_A"));

        Assert.Equal("applied", answer.Outcome);
        Assert.Equal(("ins_A", "delivery"), await ReadRecordAsync());
        Assert.Contains(app.Logs, line => line.Contains("could not be read from Clerk", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Recorded_instance_is_not_queried_again()
    {
        await using var line = RoundTrips.Start(database.ConnectionString);
        await using var app = await TestApp.StartAsync(("DATABASE_URL", line.ConnectionString));
        await app.DeliverAsync(Of("ins_A", UserEvent.NewId()));
        await app.DeliverAsync(Of("ins_A", UserEvent.NewId()));

        var with = await line.CountAsync(() => app.DeliverAsync(Of("ins_A", UserEvent.NewId())));
        var without = await line.CountAsync(() => app.DeliverAsync(Of(null, UserEvent.NewId())));

        Assert.Equal(without, with);
    }

    [Fact]
    public async Task New_instance_is_accepted_at_once_after_a_reset_by_another_process()
    {
        await _app.DeliverAsync(Of("ins_A", UserEvent.NewId()));
        await database.ExecuteAsync("update clerk_instance set clerk_id = 'ins_B'");

        var answer = await _app.DeliverAsync(Of("ins_B"));

        Assert.Equal("applied", answer.Outcome);
    }

    [Fact]
    public async Task Old_instance_is_rejected_a_minute_after_a_reset_by_another_process()
    {
        await _app.DeliverAsync(Of("ins_A", UserEvent.NewId()));
        await database.ExecuteAsync("update clerk_instance set clerk_id = 'ins_B'");

        _time.PutForward(ClerkInstance.LongestTrust);
        var answer = await _app.DeliverAsync(Of("ins_A"));

        Assert.Equal("wrong_instance", answer.Code);
    }

    [Fact]
    public async Task Next_delivery_after_a_reset_records_its_instance()
    {
        await _app.DeliverAsync(Of("ins_A", UserEvent.NewId()));
        await database.ForgetInstanceAsync();

        var answer = await _app.DeliverAsync(Of("ins_B"));

        Assert.Equal("applied", answer.Outcome);
        Assert.Equal(("ins_B", "delivery"), await ReadRecordAsync());
    }

    [Fact]
    public async Task Replay_of_a_delivery_of_another_instance_is_rejected_and_changes_nothing()
    {
        await RejectAsync(Of("ins_A"));
        await database.ExecuteAsync("update clerk_instance set clerk_id = 'ins_B'");
        await using var app = await StartAsync();

        var answer = await app.AskAsync(HttpMethod.Post, $"ops/deliveries/{_svixId}/replay");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "wrong_instance"), (answer.Status, answer.Code));
        Assert.Equal("rejected", await database.FindOutcomeAsync(_svixId));
    }

    [Fact]
    public async Task Replay_of_a_delivery_without_an_instance_is_not_rejected_as_another_instance()
    {
        await _app.DeliverAsync(Of("ins_A", UserEvent.NewId()));
        await RejectAsync(Of(null));

        var replayed = await _app.Get<DeliveryReplay>().ReplayAsync(new(_svixId), CancellationToken.None);

        Assert.Equal(WebhookError.InvalidPayload, replayed?.Error);
    }

    private Task<TestApp> StartAsync() =>
        TestApp.StartAsync(services => services.AddSingleton<TimeProvider>(_time), ("DATABASE_URL", database.AppUrl));

    private Task<TestApp> StartWithKeyAsync(FakeClerkApi clerk) => TestApp.StartAsync(database, clerk.Settings);

    private JsonObject Of(string? instance, string? id = null)
    {
        var json = UserEvent.Updated(id ?? _id).ToJson();
        if (instance is null)
        {
            json.Remove("instance_id");
        }
        else
        {
            json["instance_id"] = instance;
        }

        return json;
    }

    private async Task RejectAsync(JsonObject json)
    {
        json["data"]!["updated_at"] = null;
        await _app.DeliverAsync(json, _svixId);
    }

    private async Task<(string ClerkId, string RecordedBy)?> ReadRecordAsync() =>
        (
            await database.QueryAsync<(string, string)?>("select clerk_id, recorded_by from clerk_instance")
        ).SingleOrDefault();
}
