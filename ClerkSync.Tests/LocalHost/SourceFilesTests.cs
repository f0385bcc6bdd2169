using ClerkSync.LocalHost.Up;

namespace ClerkSync.Tests.LocalHost;

/// <summary>What <c>up --watch</c> notices.</summary>
public sealed class SourceFilesTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Longer than two looks.
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
    public async Task Source_of_the_build_is_noticed(string path)
    {
        var change = _sources.WaitForChangeAsync(default);

        Write(path, "new and longer");

        await change.WaitAsync(Patience);
    }

    [Fact]
    public async Task Deleted_source_is_noticed_and_noticed_once()
    {
        File.Delete(Path.Combine(_folder.FullName, "Shop/Shop.cs"));

        await _sources.WaitForChangeAsync(default).WaitAsync(Patience);

        await AssertQuietAsync();
    }

    [Theory]
    [InlineData("Shop/obj/Shop.AssemblyInfo.cs")]
    [InlineData("Shop/bin/Release/appsettings.json")]
    [InlineData("Shop/.local/clerk/state.json")]
    [InlineData("Shop/README.md")]
    [InlineData("Other/Other.cs")]
    public async Task Output_and_other_folders_are_not(string path)
    {
        Write(path, "new");

        await AssertQuietAsync();
    }

    [Fact]
    public async Task Change_is_reported_when_no_other_follows()
    {
        var change = _sources.WaitForChangeAsync(default);

        for (var i = 0; i < 20; i++)
        {
            Write("Shop/Shop.cs", new string('x', 10 + i));
            await Task.Delay(100);
            Assert.False(change.IsCompleted);
        }

        await change.WaitAsync(Patience);
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
