using System.Diagnostics;
using ClerkSync.Core.Database;
using ClerkSync.LocalHost.Up;
using ClerkSync.LocalPostgres;
using Npgsql;

namespace ClerkSync.Cli.Up;

/// <summary>Runs psql on this program's terminal.</summary>
internal sealed class PsqlProcess
{
    private readonly ProcessStartInfo _start;

    private PsqlProcess(ProcessStartInfo start) => _start = start;

    /// <param name="sql">The statement to run before exiting. Null starts an interactive session.</param>
    /// <param name="cancellationToken">Also cancels waiting for a Microsoft Entra ID token.</param>
    /// <exception cref="FailedException">psql is not installed.</exception>
    public static async Task<PsqlProcess> CreateAsync(
        DatabaseSettings settings,
        string? sql,
        CancellationToken cancellationToken
    )
    {
        var database = settings.Connection;
        var program =
            ProgramPath.Find("psql") ?? await FindProgramAsync(MachineBinaries.FindFoldersAsync(cancellationToken));
        var start = new ProcessStartInfo(
            program,
            [PsqlLine.Url(database), .. sql is null ? [] : (string[])["-c", sql]]
        );
        // PGHOSTADDR would override the host.
        start.Environment.Remove("PGHOSTADDR");
        Set("PGPASSWORD", settings.Identity == DatabaseIdentity.Entra ? await GetTokenAsync() : database.Password);
        Set("PGPASSFILE", database.Passfile);
        Set("PGSSLMODE", ToLibpq(database.SslMode));
        Set("PGSSLROOTCERT", database.RootCertificate);
        Set("PGSSLCERT", database.SslCertificate);
        Set("PGSSLKEY", database.SslKey);
        return new PsqlProcess(start);

        void Set(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                start.Environment[name] = value;
            }
        }

        async Task<string> GetTokenAsync() => await EntraToken.Create().GetAsync(cancellationToken);
    }

    /// <summary>Finds psql in the first of the folders that has it.</summary>
    /// <exception cref="FailedException">psql is not installed.</exception>
    internal static async Task<string> FindProgramAsync(IAsyncEnumerable<string> folders)
    {
        await foreach (var folder in folders)
        {
            var program = Path.Combine(folder, ProgramPath.FileName("psql"));
            if (File.Exists(program))
            {
                return program;
            }
        }

        throw new FailedException(
            "psql is not installed. Install Postgres's client programs (Debian and Ubuntu: postgresql-client, macOS: libpq), or use "
                + "another client with the DATABASE_URL of clerk.env in the data folder."
        );
    }

    /// <returns>The exit code of psql.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var process = Process.Start(_start)!;
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    private static string ToLibpq(SslMode mode) =>
        mode switch
        {
            SslMode.VerifyCA => "verify-ca",
            SslMode.VerifyFull => "verify-full",
            _ => $"{mode}".ToLowerInvariant(),
        };
}
