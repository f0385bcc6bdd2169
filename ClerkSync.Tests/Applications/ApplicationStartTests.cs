using ClerkSync.Cli.Settings;
using ClerkSync.Core;
using ClerkSync.LocalHost.Up;
using ClerkSync.Tests.Cli;
using ClerkSync.Tests.Drivers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ClerkSync.Tests.Applications;

/// <summary>The errors of <c>up --with</c> when the code of an application prevents the start.</summary>
public sealed class ApplicationStartTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Exception_while_the_application_registers_services_is_reported_with_its_line()
    {
        var application = TestApplication.Create(_ => throw new InvalidTimeZoneException("the shop is closed"));

        var rejection = await Assert.ThrowsAsync<UpException>(() => StartAsync(application));

        Assert.Contains("TestApplication failed", rejection.Message, StringComparison.Ordinal);
        AssertHasLine(rejection);
    }

    [Fact]
    public async Task Exception_while_the_application_adds_middleware_is_reported_with_its_line()
    {
        var application = TestApplication.Create(use: _ => throw new InvalidTimeZoneException("the shop is closed"));

        AssertHasLine(await Assert.ThrowsAsync<UpException>(() => StartAsync(application)));
    }

    [Fact]
    public async Task Exception_in_a_hosted_service_is_reported_with_its_line()
    {
        var application = TestApplication.Create(services => services.AddHostedService<Closed>());

        AssertHasLine(await Assert.ThrowsAsync<UpException>(() => StartAsync(application)));
    }

    [Fact]
    public async Task Service_that_cannot_be_created_is_named()
    {
        var application = TestApplication.Create(services => services.AddSingleton<NeedsMissingService>());

        var rejection = await Assert.ThrowsAsync<UpException>(() => StartAsync(application));

        Assert.Contains(nameof(NeedsMissingService), rejection.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setting_that_the_application_rejects_is_reported_as_a_setting_error()
    {
        var application = TestApplication.Create(_ => throw new SettingException("SHOP", "SHOP is not set."));

        await Assert.ThrowsAsync<SettingException>(() => StartAsync(application));
    }

    private static void AssertHasLine(UpException rejection) =>
        Assert.Matches(
            @"InvalidTimeZoneException: the shop is closed(.|\n)*ApplicationStartTests\.cs:line \d+",
            rejection.Message
        );

    private async Task StartAsync(LocalApplication application)
    {
        await using var session = await UpSession.StartAsync(
            new UpOptions
            {
                Data = _folder.Data,
                Application = application,
                Configuration = VerbSettings
                    .FromEnvironment(_folder.Around(("DATABASE_URL", await TestPostgres.CreateDatabaseAsync())))
                    .Configuration,
            },
            new Progress<string>(),
            CancellationToken.None
        );
    }

    private sealed class Closed : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) =>
            throw new InvalidTimeZoneException("the shop is closed");

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class NeedsMissingService(NeedsMissingService.MissingService missingService)
    {
        public MissingService Needed => missingService;

        internal sealed class MissingService;
    }
}
