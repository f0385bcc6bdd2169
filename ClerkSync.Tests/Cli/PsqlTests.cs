using System.Runtime.Versioning;
using ClerkSync.Cli;
using ClerkSync.Cli.Up;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Cli;

/// <summary><c>psql</c>, with the real one and with one that prints what it is given.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PsqlTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private const string Printing = """
        #!/bin/sh
        echo "arguments $*"
        echo "password $PGPASSWORD, sslmode $PGSSLMODE"

        """;

    private readonly CliFolder _folder = new();
    private readonly DirectoryInfo _path = Directory.CreateTempSubdirectory("clerksync-psql-");

    public void Dispose()
    {
        _folder.Dispose();
        _path.Delete(recursive: true);
    }

    [PsqlFact]
    public async Task Statement_runs_in_the_database_whatever_the_environment_says_of_another()
    {
        var result = await RunAsync(
            "select current_database()",
            ("DATABASE_URL", database.ConnectionString),
            ("PGHOSTADDR", "nowhere")
        );

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Contains("test_", result.Output, StringComparison.Ordinal);
    }

    [PsqlTheory]
    [InlineData("select", "postgresql://127.0.0.1:1/app", 3)]
    [InlineData("select no_such_column", null, 1)]
    public async Task Failure_has_its_exit_code(string sql, string? url, int exitCode)
    {
        var result = await RunAsync(sql, ("DATABASE_URL", url ?? database.ConnectionString));

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains("error", result.Errors, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("", "postgresql://app@db.example.com:5432/shop", "prefer")]
    [InlineData("?sslmode=verify-full", "postgresql://app@db.example.com:5432/shop", "verify-full")]
    [InlineData("?schema=clerk", "postgresql://app@db.example.com:5432/shop?options=-csearch_path%3Dclerk", "prefer")]
    public async Task Password_of_the_data_folder_is_no_argument(string query, string url, string sslmode)
    {
        WritePrinting();
        _folder.Data.WriteSettings(
            new Dictionary<string, string> { ["DATABASE_URL"] = $"postgresql://app:s3cret@db.example.com/shop{query}" }
        );

        var result = await RunAsync("select 1", ("PATH", $"{_path}:{Environment.GetEnvironmentVariable("PATH")}"));

        Assert.Equal($"arguments {url} -c select 1\npassword s3cret, sslmode {sslmode}\n", result.Output);
    }

    [Fact]
    public async Task Machine_without_psql_is_told_what_to_install()
    {
        var rejection = await Assert.ThrowsAsync<FailedException>(() =>
            PsqlProcess.FindProgramAsync(new[] { _path.FullName }.ToAsyncEnumerable())
        );

        Assert.Contains("psql is not installed. Install", rejection.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Psql_beside_an_installed_server_is_found()
    {
        WritePrinting();

        var found = await PsqlProcess.FindProgramAsync(new[] { "/nowhere", _path.FullName }.ToAsyncEnumerable());

        Assert.Equal(Path.Combine(_path.FullName, "psql"), found);
    }

    [Fact]
    public async Task Folder_without_a_database_is_told_to_start_up()
    {
        var rejection = await _folder.RunAsync("psql");

        Assert.Equal(3, rejection.ExitCode);
        Assert.Contains("Start \"up\" first", rejection.Errors, StringComparison.Ordinal);
    }

    private void WritePrinting()
    {
        var file = Path.Combine(_path.FullName, "psql");
        File.WriteAllText(file, Printing);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string sql,
        params (string, string)[] environment
    ) => CliProcess.RunAsync(["psql", "-c", sql, "--data", _folder.Data.FullPath], environment);
}
