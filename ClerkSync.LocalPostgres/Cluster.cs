using System.Globalization;

namespace ClerkSync.LocalPostgres;

/// <summary>A database cluster on disk, in a data folder that belongs to the server's user.</summary>
internal sealed class Cluster(string folder, ServerUser user)
{
    public const string Superuser = "clerksync";

    private const string Unfinished = "cluster.new-";
    private const string SettingsFile = "clerksync.conf";

    // Error messages quote rows, statements and parameters, which are personal data. The constraint's name is still
    // logged.
    private static readonly Dictionary<string, string> Discreet = new()
    {
        ["log_error_verbosity"] = "terse",
        ["log_min_error_statement"] = "panic",
        ["log_parameter_max_length_on_error"] = "0",
    };

    private readonly ClusterPassword _password = new(folder, user);

    public string Folder => folder;

    /// <summary>Postgres's data directory.</summary>
    public string DataDirectory { get; } = Path.Combine(folder, "cluster");

    /// <summary>Returns the major version that created the cluster; null when there is no cluster.</summary>
    public int? FindMajor()
    {
        var file = Path.Combine(DataDirectory, "PG_VERSION");
        return File.Exists(file)
            ? int.Parse(File.ReadAllText(file), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>Creates the cluster if it does not exist, and returns the superuser's password.</summary>
    public async Task<string> EnsureAsync(
        PostgresBinaries binaries,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        DeleteUnfinished();
        if (FindMajor() is null)
        {
            progress.Report($"Making a database with Postgres {binaries.Version} in {folder}.");
            await _password.CreateAsync(cancellationToken);
            await InitializeAsync(binaries, cancellationToken);
        }

        return await _password.GetAsync(cancellationToken);
    }

    /// <summary>
    /// Renames the cluster like an unfinished one, so that a process killed during the deletion leaves nothing that
    /// blocks the next start.
    /// </summary>
    public void Discard() => Directory.Move(DataDirectory, CreateUnfinishedName());

    /// <summary>Writes the server's settings, which take effect at its next start.</summary>
    public async Task WriteSettingsAsync(
        IReadOnlyDictionary<string, string> settings,
        int port,
        CancellationToken cancellationToken
    )
    {
        Dictionary<string, string> all = new(Discreet);
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        all["listen_addresses"] = "127.0.0.1";
        all["port"] = port.ToString(CultureInfo.InvariantCulture);
        all["unix_socket_directories"] = "";
        var file = Path.Combine(DataDirectory, SettingsFile);
        await File.WriteAllLinesAsync(
            file,
            all.Select(setting => $"{setting.Key} = {Quote(setting.Value)}"),
            cancellationToken
        );
        await user.OwnAsync(file, cancellationToken);
    }

    // Created under a temporary name, so that a killed process leaves nothing that looks like a complete cluster.
    private async Task InitializeAsync(PostgresBinaries binaries, CancellationToken cancellationToken)
    {
        var unfinished = CreateUnfinishedName();
        var command = new Command(
            binaries.Program("initdb"),
            $"--pgdata={unfinished}",
            $"--username={Superuser}",
            $"--pwfile={_password.File}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--no-locale",
            "--no-instructions"
        );
        var result = await user.Run(command).RunAsync(cancellationToken);
        if (!result.Succeeded)
        {
            throw new LocalPostgresException($"Postgres could not make a database in {folder}:\n{result.Tail}");
        }

        await File.AppendAllTextAsync(
            Path.Combine(unfinished, "postgresql.conf"),
            $"include_if_exists = '{SettingsFile}'\n",
            cancellationToken
        );
        Directory.Move(unfinished, DataDirectory);
    }

    private string CreateUnfinishedName() => Path.Combine(folder, Unfinished + Guid.NewGuid().ToString("N"));

    private void DeleteUnfinished()
    {
        foreach (var left in Directory.EnumerateDirectories(folder, Unfinished + "*"))
        {
            Leftover.TryDelete(left);
        }
    }

    private static string Quote(string value) =>
        $"'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";
}
