using System.Diagnostics;
using System.Text.RegularExpressions;
using ClerkSync.Core;
using ClerkSync.Core.ApiKeys;
using ClerkSync.LocalPostgres;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Cli;

/// <summary>The CLI on a terminal of 80 columns.</summary>
public sealed partial class TerminalTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
          </PropertyGroup>
          <Target Name="Wait" BeforeTargets="BeforeBuild">
            <Exec Command="sleep SECONDS" />
          </Target>
        </Project>
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clerksync-terminal-");

    public void Dispose() => _folder.Delete(recursive: true);

    [TerminalFact]
    public async Task Ids_and_dates_are_not_broken()
    {
        await using var app = await TestApp.StartAsync(database);
        var (id, svixId) = ($"user_{new string('u', 27)}", $"msg_{new string('m', 27)}");
        var email = $"{new string('e', 45)}@example.com";
        await app.DeliverAsync(UserEvent.Created(id) with { Email = email }, svixId);
        var key = await app.Get<ApiKeyService>().CreateAsync(new ClerkId(id), "the key of the pipeline", default);

        var users = await RunAsync("users");
        var user = await RunAsync($"user {id}");
        var keys = await RunAsync($"keys {id}");
        var credits = await RunAsync($"credits {id}");
        var deliveries = await RunAsync("deliveries");
        var doctor = await RunAsync("doctor");

        AssertUnbroken(users, id, email);
        AssertUnbroken(user, id, email);
        AssertUnbroken(keys, $"{key!.Entry.Id}");
        AssertUnbroken(credits);
        AssertUnbroken(deliveries, svixId, "user.created");
        AssertUnbroken(doctor, "CLERK_WEBHOOK_SIGNING_SECRET", "ClerkSync__DeliveryRetentionDays", "CLERKSYNC_URL");
        Assert.All((string[])[users, user, keys, credits, deliveries], text => Assert.Matches(Date(), text));
    }

    [TerminalFact]
    public async Task Build_shows_how_long_it_takes()
    {
        await using var terminal = StartBuild(seconds: 3);

        var (exitCode, printed) = await terminal.WaitAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains("Building Shop. 2 s", printed, StringComparison.Ordinal);
        Assert.Contains("Shop has no functions", printed, StringComparison.Ordinal);
    }

    [TerminalFact]
    public async Task Interrupted_build_prints_Cancelled()
    {
        await using var terminal = StartBuild(seconds: 60);
        await terminal.WaitForAsync("Building Shop. 1 s");

        await terminal.InterruptAsync();
        var (exitCode, printed) = await terminal.WaitAsync();

        Assert.Equal(1, exitCode);
        Assert.EndsWith("Cancelled.", Codes().Replace(printed, "").TrimEnd(), StringComparison.Ordinal);
    }

    [TerminalFact]
    public async Task Failure_of_Postgres_after_the_start_is_shown()
    {
        var timeout = TimeSpan.FromMinutes(1);
        await using var terminal = Terminal.StartCli($"postgres --data '{_folder.FullName}'");
        await terminal.WaitForAsync("Ctrl-C stops it").WaitAsync(timeout);
        var folder = DataPlace.Find(Path.Combine(_folder.FullName, "postgres"));
        using var server = Process.GetProcessById(Postmaster.Find(Path.Combine(folder, "cluster"))!.ProcessId);

        server.Kill();

        await terminal.WaitForAsync("Postgres has ended").WaitAsync(timeout);
        await terminal.WaitForAsync("Postgres runs again").WaitAsync(timeout);
        await terminal.InterruptAsync();
        Assert.Equal(0, (await terminal.WaitAsync()).ExitCode);
    }

    private Terminal StartBuild(int seconds)
    {
        var shop = _folder.CreateSubdirectory("Shop").FullName;
        File.WriteAllText(
            Path.Combine(shop, "Shop.csproj"),
            Project.Replace("SECONDS", $"{seconds}", StringComparison.Ordinal)
        );
        File.WriteAllText(Path.Combine(shop, "Shop.cs"), "public class Shop { }");
        return Terminal.StartCli($"migrate --with '{shop}'", ("DATABASE_URL", database.ConnectionString));
    }

    private async Task<string> RunAsync(string line)
    {
        await using var terminal = Terminal.StartCli(
            line,
            ("DATABASE_URL", database.ConnectionString),
            // Another program may listen at the default address.
            ("CLERKSYNC_URL", "http://127.0.0.1:1/api/webhooks/clerk")
        );
        var (_, printed) = await terminal.WaitAsync();
        return Codes().Replace(printed, "").ReplaceLineEndings("\n");
    }

    private static void AssertUnbroken(string printed, params string[] words)
    {
        Assert.All(printed.Split('\n'), line => Assert.True(line.Length <= 80, line));
        Assert.All(words, word => Assert.Contains(word, printed, StringComparison.Ordinal));
    }

    /// <summary>The escape sequences that a terminal does not display.</summary>
    [GeneratedRegex(@"\x1b(\[[0-9;?]*[A-Za-z]|=|>)|\r(?!\n)")]
    private static partial Regex Codes();

    [GeneratedRegex(@"(\d{4}-)?\d\d-\d\d \d\d:\d\d")]
    private static partial Regex Date();
}
