using System.Runtime.Versioning;
using ClerkSync.Cli;
using ClerkSync.Cli.Up;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Cli;

/// <summary><c>psql</c>, with the real program and with a script that prints its arguments.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PsqlTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private const string FakePsql = """
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
    public async Task Statement_runs_in_the_configured_database_despite_a_PG_variable()
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
    public async Task Failed_connection_and_failed_statement_have_different_exit_codes(
        string sql,
        string? url,
        int exitCode
    )
    {
        var result = await RunAsync(sql, ("DATABASE_URL", url ?? database.ConnectionString));

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains("error", result.Errors, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("", "postgresql://app@db.example.com:5432/shop", "prefer")]
    [InlineData("?sslmode=verify-full", "postgresql://app@db.example.com:5432/shop", "verify-full")]
    [InlineData("?schema=clerk", "postgresql://app@db.example.com:5432/shop?options=-csearch_path%3Dclerk", "prefer")]
    public async Task Password_from_the_data_folder_is_not_an_argument(string query, string url, string sslmode)
    {
        WriteFakePsql();
        _folder.Data.WriteSettings(
            new Dictionary<string, string> { ["DATABASE_URL"] = $"postgresql://app:s3cret@db.example.com/shop{query}" }
        );

        var result = await RunAsync("select 1", ("PATH", $"{_path}:{Environment.GetEnvironmentVariable("PATH")}"));

        Assert.Equal($"arguments {url} -c select 1\npassword s3cret, sslmode {sslmode}\n", result.Output);
    }

    [Fact]
    public async Task Missing_psql_is_reported_with_what_to_install()
    {
        var rejection = await Assert.ThrowsAsync<FailedException>(() =>
            PsqlProcess.FindProgramAsync(new[] { _path.FullName }.ToAsyncEnumerable())
        );

        Assert.Contains("psql is not installed. Install", rejection.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Psql_next_to_an_installed_server_is_found()
    {
        WriteFakePsql();

        var found = await PsqlProcess.FindProgramAsync(new[] { "/nowhere", _path.FullName }.ToAsyncEnumerable());

        Assert.Equal(Path.Combine(_path.FullName, "psql"), found);
    }

    [Fact]
    public async Task Missing_database_is_reported_with_the_advice_to_start_up()
    {
        var rejection = await _folder.RunAsync("psql");

        Assert.Equal(3, rejection.ExitCode);
        Assert.Contains("Start \"up\" first", rejection.Errors, StringComparison.Ordinal);
    }

    private void WriteFakePsql()
    {
        var file = Path.Combine(_path.FullName, "psql");
        File.WriteAllText(file, FakePsql);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string sql,
        params (string, string)[] environment
    ) => CliProcess.RunAsync(["psql", "-c", sql, "--data", _folder.Data.FullPath], environment);
}
