using ClerkSync.Cli.Up;
using ClerkSync.Core.Webhooks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Tests.Cli;

/// <summary>The log levels of <c>up</c>.</summary>
public sealed class UpLoggingTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("Information", false)]
    public void Log_line_of_a_successful_delivery_can_be_turned_off(string level, bool isShown)
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
