using System.Net;
using System.Net.Sockets;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Webhooks;

/// <summary>A start does only what the first request needs.</summary>
public sealed class ColdStartTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private readonly TcpListener _postgres = new(IPAddress.Loopback, 0);

    public void Dispose() => _postgres.Dispose();

    [Fact]
    public async Task Start_does_not_connect_to_the_database_but_the_first_delivery_does()
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
    public async Task Start_with_MigrateOnStart_connects_to_the_database()
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
    public async Task Azure_token_and_Stripe_libraries_are_not_loaded_at_the_start()
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

/// <summary>A test that reads <c>/proc</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Needs /proc.";
}
