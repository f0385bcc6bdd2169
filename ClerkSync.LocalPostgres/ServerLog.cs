namespace ClerkSync.LocalPostgres;

/// <summary>The log of the current run, and that of the previous run.</summary>
internal sealed class ServerLog(string folder)
{
    public string File { get; } = Path.Combine(folder, "server.log");

    /// <summary>Renames the log, and replaces that of the previous run.</summary>
    public void Rotate()
    {
        if (System.IO.File.Exists(File))
        {
            System.IO.File.Move(File, File + ".1", overwrite: true);
        }
    }

    /// <summary>Returns what the server has logged since it was started.</summary>
    public async Task<string> ReadAsync(CancellationToken cancellationToken) =>
        System.IO.File.Exists(File) ? await System.IO.File.ReadAllTextAsync(File, cancellationToken) : "";
}
