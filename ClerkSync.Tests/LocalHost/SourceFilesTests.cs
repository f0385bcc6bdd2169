using ClerkSync.LocalHost.Up;

namespace ClerkSync.Tests.LocalHost;

/// <summary>The source changes that <c>up --watch</c> detects.</summary>
public sealed class SourceFilesTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    // Longer than two polls.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clerksync-sources-");
    private readonly SourceFiles _sources;

    public SourceFilesTests()
    {
        Write(
            "Shop/Shop.csproj",
            """<Project><ItemGroup><ProjectReference Include="..\Goods\Goods.csproj" /></ItemGroup></Project>"""
        );
        Write("Goods/Goods.csproj", "<Project />");
        Write("Other/Other.csproj", "<Project />");
        Write("Shop/Shop.cs", "old");
        _sources = new SourceFiles(Path.Combine(_folder.FullName, "Shop"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("Shop/Shop.cs")]
    [InlineData("Shop/Shop.csproj")]
    [InlineData("Shop/Sales/0002_sales.sql")]
    [InlineData("Shop/settings.json")]
    [InlineData("Goods/Price.cs")]
    public async Task Change_to_a_source_of_the_build_is_detected(string path)
    {
        var change = _sources.WaitForChangeAsync(default);

        Write(path, "new and longer");

        await change.WaitAsync(Timeout);
    }

    [Fact]
    public async Task Deleted_source_is_detected_once()
    {
        File.Delete(Path.Combine(_folder.FullName, "Shop/Shop.cs"));

        await _sources.WaitForChangeAsync(default).WaitAsync(Timeout);

        await AssertQuietAsync();
    }

    [Theory]
    [InlineData("Shop/obj/Shop.AssemblyInfo.cs")]
    [InlineData("Shop/bin/Release/appsettings.json")]
    [InlineData("Shop/.local/clerk/state.json")]
    [InlineData("Shop/README.md")]
    [InlineData("Other/Other.cs")]
    public async Task Change_to_a_file_outside_the_build_sources_is_ignored(string path)
    {
        Write(path, "new");

        await AssertQuietAsync();
    }

    [Fact]
    public async Task Change_is_reported_only_when_no_further_change_follows()
    {
        var change = _sources.WaitForChangeAsync(default);

        for (var i = 0; i < 20; i++)
        {
            Write("Shop/Shop.cs", new string('x', 10 + i));
            await Task.Delay(100);
            Assert.False(change.IsCompleted);
        }

        await change.WaitAsync(Timeout);
    }

    private async Task AssertQuietAsync()
    {
        using var stop = new CancellationTokenSource(Quiet);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _sources.WaitForChangeAsync(stop.Token));
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(_folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
