using System.Net;
using ClerkSync.LocalHost.Up;
using ClerkSync.Tests.Drivers;
using Npgsql;

namespace ClerkSync.Tests.Cli;

/// <summary><c>up --with FOLDER</c>, and <c>migrate --with FOLDER</c>.</summary>
public sealed class UpWithTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sample_is_built_and_migrated_and_runs_beside_the_webhooks()
    {
        var databaseUrl = await TestPostgres.CreateDatabaseAsync();
        await using var host = await HostProcess.StartAsync(
            databaseUrl,
            "--with",
            Path.Combine(Repository.Root, "samples", "DesignForge")
        );
        using var http = new HttpClient();

        using var own = await http.GetAsync(new Uri(host.Endpoint, "../design-systems"));
        using var health = await http.GetAsync(new Uri(host.Endpoint, "../health"));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (own.StatusCode, health.StatusCode));
        Assert.Contains(
            $"GET {new Uri(host.Endpoint, "/api/design-systems")}  ListDesignSystems\n",
            host.Printed,
            StringComparison.Ordinal
        );
        Assert.Contains($"attach it to process {host.ProcessId}", host.Printed, StringComparison.Ordinal);
        await using var database = NpgsqlDataSource.Create(databaseUrl);
        await using var command = database.CreateCommand("select min(name) from design_forge_migrations");
        Assert.Equal("0001_design_systems", await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Migrate_applies_the_migrations_of_the_application_once_and_after_its_own()
    {
        var databaseUrl = await TestPostgres.CreateDatabaseAsync(isEmpty: true);
        string[] line = ["migrate", "--with", Path.Combine(Repository.Root, "samples", "DesignForge")];

        // A separate process, because the assembly that it builds stays loaded.
        var first = await CliProcess.RunAsync(line, ("DATABASE_URL", databaseUrl));
        var again = await CliProcess.RunAsync(line, ("DATABASE_URL", databaseUrl));

        Assert.Equal((0, ""), (first.ExitCode, first.Errors));
        Assert.StartsWith("Building DesignForge.", first.Output, StringComparison.Ordinal);
        Assert.Matches("(?s)applied 0001_users.*applied 0001_design_systems", first.Output);
        Assert.Contains("Nothing to do", again.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("up")]
    [InlineData("migrate")]
    public async Task Missing_folder_is_reported(string verb)
    {
        var rejection = await RunAsync($"{verb} --with shop");

        Assert.Equal(1, rejection.ExitCode);
        Assert.Contains("There is no folder", rejection.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_folder_is_locked_before_the_application_is_built()
    {
        using var up = await RunningUp.TakeAsync(_folder.Data, default);
        up.Show(new Uri("http://127.0.0.1:7071/api/webhooks/clerk"));

        var rejection = await RunAsync("up --with shop");

        Assert.Equal(1, rejection.ExitCode);
        Assert.StartsWith("up is already running on the data folder", rejection.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_without_a_project_is_rejected()
    {
        var rejection = await RunAsync("up --with .");

        Assert.Equal(1, rejection.ExitCode);
        Assert.Contains("has no project", rejection.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public class Shop { }", "Shop has no functions")]
    [InlineData("public class Shop { int sold = \"none\"; }", "Shop.cs(1,32): error CS0029")]
    public async Task Project_that_cannot_be_run_is_rejected(string source, string reason)
    {
        await WriteProjectAsync(source);

        var rejection = await RunAsync("up --with Shop");

        Assert.Equal(1, rejection.ExitCode);
        Assert.Contains(reason, rejection.Errors, StringComparison.Ordinal);
    }

    // These verbs fail before they start anything that has to be stopped.
    private Task<CliResult> RunAsync(string line) => _folder.RunAsync(line, ("DATABASE_URL", "Host=127.0.0.1;Port=1"));

    private async Task WriteProjectAsync(string source)
    {
        var folder = Path.Combine(_folder.Around().CurrentFolder, "Shop");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "Shop.csproj"),
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
            </Project>
            """
        );
        await File.WriteAllTextAsync(Path.Combine(folder, "Shop.cs"), source);
    }
}
