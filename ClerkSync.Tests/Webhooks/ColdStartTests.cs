using System.Net;
using System.Net.Sockets;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Webhooks;

/// <summary>A start does nothing that the first request does not need.</summary>
public sealed class ColdStartTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private readonly TcpListener _postgres = new(IPAddress.Loopback, 0);

    public void Dispose() => _postgres.Dispose();

    [Fact]
    public async Task Start_connects_to_no_database_and_the_first_delivery_does()
    {
        _postgres.Start();
        await using var app = await TestApp.StartAsync(("DATABASE_URL", Url));
        await Task.Delay(200);
        Assert.False(_postgres.Pending());

        var delivering = app.DeliverAsync(UserEvent.Created(UserEvent.NewId()));
        using (await _postgres.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(10)))
        {
            _postgres.Stop();
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await delivering).Status);
    }

    [Fact]
    public async Task Start_that_is_to_migrate_connects()
    {
        _postgres.Start();
        var starting = TestApp.StartAsync(("DATABASE_URL", Url), ("ClerkSync:MigrateOnStart", "true"));

        using (await _postgres.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(10)))
        {
            _postgres.Stop();
        }

        await Assert.ThrowsAnyAsync<Exception>(() => starting);
    }

    [LinuxFact]
    public async Task Libraries_of_Azure_of_tokens_and_of_Stripe_are_not_loaded_before_they_are_needed()
    {
        await using var host = await HostProcess.StartAsync(database.ConnectionString);

        var loaded = await File.ReadAllTextAsync($"/proc/{host.ProcessId}/maps");

        Assert.Contains("Npgsql.dll", loaded, StringComparison.Ordinal);
        Assert.DoesNotContain("Azure.Core.dll", loaded, StringComparison.Ordinal);
        Assert.DoesNotContain("Azure.Identity.dll", loaded, StringComparison.Ordinal);
        Assert.DoesNotContain("Microsoft.IdentityModel", loaded, StringComparison.Ordinal);
        Assert.DoesNotContain("Stripe.net.dll", loaded, StringComparison.Ordinal);
    }

    private string Url =>
        $"postgresql://app@127.0.0.1:{((IPEndPoint)_postgres.LocalEndpoint).Port}/app?sslmode=disable";
}

/// <summary>A test that looks into <c>/proc</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Needs /proc.";
}
