using ClerkSync.LocalPostgres;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.LocalPostgres;

public sealed class NpmBinariesTests : IAsyncLifetime
{
    private readonly PostgresFolder _folder = new();

    [NpmFact]
    public async Task Postgres_from_npm_answers()
    {
        var options = _folder.Options with { Sources = [PostgresSource.Npm] };

        var postgres = await _folder.StartAsync(options, CancellationToken.None);

        Assert.Contains(NpmBinaries.PackageVersion, postgres.BinFolder);
        Assert.StartsWith($"{NpmBinaries.Major}.", postgres.Version, StringComparison.Ordinal);
        Assert.Equal(1, await PostgresFolder.AskAsync(postgres, "select 1"));
    }

    [NpmFact]
    public async Task Downloaded_package_is_the_only_entry_in_the_cache()
    {
        var cache = _folder.PathOf("cache");

        var programs = await new NpmBinaries(cache, _folder).EnsureAsync(CancellationToken.None);

        var package = Assert.Single(Directory.GetFileSystemEntries(cache));
        Assert.Equal(Path.Combine(package, "native", "bin"), programs);
    }

    [NpmFact]
    public async Task Cancelled_download_leaves_no_files()
    {
        var cache = _folder.PathOf("cache");
        using var cancellation = new CancellationTokenSource();
        _folder.OnMessage = _ => cancellation.CancelAfter(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new NpmBinaries(cache, _folder).EnsureAsync(cancellation.Token)
        );

        Assert.Empty(Directory.GetFileSystemEntries(cache));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _folder.DisposeAsync();
}

/// <summary>A test that needs npm. Without npm it is skipped, except in CI.</summary>
public sealed class NpmFactAttribute : FactAttribute
{
    /// <summary>Skips the test if npm is missing and <c>CI</c> is not <c>true</c>.</summary>
    public NpmFactAttribute() => Skip = Prerequisite.Lacking(ProgramPath.Find("npm") is not null, "Needs npm.");
}
