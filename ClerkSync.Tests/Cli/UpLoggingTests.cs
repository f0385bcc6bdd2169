using ClerkSync.Cli.Up;
using ClerkSync.Core.Webhooks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Tests.Cli;

/// <summary>What <c>up</c> logs, and how that is turned down.</summary>
public sealed class UpLoggingTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("Information", false)]
    public void Line_of_a_delivery_that_succeeded_can_be_turned_off(string level, bool isShown)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(level.Length > 0 ? [new("Logging:LogLevel:ClerkSync", level)] : [])
            .Build();
        using var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddLogging(logging => UpVerb.LogToConsole(logging, configuration))
            .BuildServiceProvider();

        var log = services.GetRequiredService<ILogger<WebhookReceiver>>();

        Assert.Equal((isShown, true), (log.IsEnabled(LogLevel.Debug), log.IsEnabled(LogLevel.Information)));
    }
}
