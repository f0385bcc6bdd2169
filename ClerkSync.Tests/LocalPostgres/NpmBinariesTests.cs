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
    public async Task Fetched_package_is_whole_and_leaves_nothing_beside_it()
    {
        var cache = _folder.PathOf("cache");

        var programs = await new NpmBinaries(cache, _folder).EnsureAsync(CancellationToken.None);

        var package = Assert.Single(Directory.GetFileSystemEntries(cache));
        Assert.Equal(Path.Combine(package, "native", "bin"), programs);
    }

    [NpmFact]
    public async Task Fetching_that_is_cancelled_leaves_nothing()
    {
        var cache = _folder.PathOf("cache");
        using var cancellation = new CancellationTokenSource();
        _folder.WhenSaid = _ => cancellation.CancelAfter(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new NpmBinaries(cache, _folder).EnsureAsync(cancellation.Token)
        );

        Assert.Empty(Directory.GetFileSystemEntries(cache));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _folder.DisposeAsync();
}

/// <summary>A test that needs npm: skipped without it, but not in CI.</summary>
public sealed class NpmFactAttribute : FactAttribute
{
    /// <summary>Skips the test when npm is missing and the environment does not say <c>CI=true</c>.</summary>
    public NpmFactAttribute() => Skip = Prerequisite.Lacking(ProgramPath.Find("npm") is not null, "Needs npm.");
}
