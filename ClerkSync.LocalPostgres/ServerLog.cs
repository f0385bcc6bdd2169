namespace ClerkSync.LocalPostgres;

/// <summary>The server's log: one file a start, and the one before it.</summary>
/// <param name="folder">The data folder.</param>
internal sealed class ServerLog(string folder)
{
    /// <summary>Full path of the file.</summary>
    public string File { get; } = Path.Combine(folder, "server.log");

    /// <summary>Puts the last run's log aside, in the place of the one before it.</summary>
    public void Rotate()
    {
        if (System.IO.File.Exists(File))
        {
            System.IO.File.Move(File, File + ".1", overwrite: true);
        }
    }

    /// <summary>What the server has logged since it was started.</summary>
    public async Task<string> ReadAsync(CancellationToken cancellationToken) =>
        System.IO.File.Exists(File) ? await System.IO.File.ReadAllTextAsync(File, cancellationToken) : "";
}
