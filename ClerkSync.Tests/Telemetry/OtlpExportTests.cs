using System.Collections.Concurrent;
using System.Text;
using ClerkSync.Core;
using ClerkSync.Tests.Drivers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Tests.Telemetry;

/// <summary>The telemetry that a collector receives.</summary>
public sealed class OtlpExportTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, string> _received = [];
    private readonly string _svixId = $"msg_{Guid.NewGuid():n}";
    private WebApplication _collector = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _collector = builder.Build();
        _collector.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            _received[context.Request.Path] = Encoding.Latin1.GetString(body.ToArray());
        });
        await _collector.StartAsync();
    }

    public async Task DisposeAsync() => await _collector.DisposeAsync();

    [Fact]
    public async Task Metrics_and_traces_are_sent_before_the_app_stops()
    {
        await DeliverAsync();

        Assert.Contains("clerksync.deliveries", _received["/v1/metrics"], StringComparison.Ordinal);
        Assert.Contains(_svixId, _received["/v1/traces"], StringComparison.Ordinal);
        Assert.All(_received.Values, body => Assert.Contains("clerksync", body, StringComparison.Ordinal));
        Assert.All(_received.Values, body => Assert.DoesNotContain("ada@example.com", body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Service_name_comes_from_the_standard_variable()
    {
        await DeliverAsync(("OTEL_SERVICE_NAME", "shop-webhooks"));

        Assert.Contains("shop-webhooks", _received["/v1/traces"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sampler_comes_from_the_standard_variable()
    {
        await DeliverAsync(("OTEL_TRACES_SAMPLER", "always_off"));

        Assert.Equal(["/v1/metrics"], _received.Keys);
    }

    [Theory]
    [InlineData("localhost:4317")]
    [InlineData("collector")]
    public async Task Error_about_a_malformed_endpoint_names_the_setting(string endpoint)
    {
        var rejection = await Assert.ThrowsAsync<SettingException>(() =>
            TestApp.StartAsync(database, ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint))
        );

        Assert.StartsWith("OTEL_EXPORTER_OTLP_ENDPOINT must be", rejection.Message, StringComparison.Ordinal);
    }

    private async Task DeliverAsync(params (string, string)[] settings)
    {
        await using var app = await TestApp.StartAsync(
            database,
            [
                ("OTEL_EXPORTER_OTLP_ENDPOINT", _collector.Urls.Single()),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                .. settings,
            ]
        );
        await app.DeliverAsync(UserEvent.Created(UserEvent.NewId()) with { Email = "ada@example.com" }, _svixId);
    }
}
