using ClerkSync.LocalHost.Up;

namespace ClerkSync.Tests.LocalHost;

public sealed class DataFolderTests : IDisposable
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("clerksync-data-");

    public void Dispose() => _parent.Delete(recursive: true);

    [Fact]
    public void Folder_that_is_made_is_kept_out_of_git()
    {
        var data = new DataFolder(Path.Combine(_parent.FullName, "new"));

        data.Ensure();

        Assert.Equal("*\n", File.ReadAllText(data.File(".gitignore")));
    }

    [Fact]
    public void Folder_that_holds_other_things_is_left_as_it_is()
    {
        var data = new DataFolder(_parent.FullName);
        File.WriteAllText(data.File("README.md"), "");

        data.Ensure();

        Assert.False(File.Exists(data.File(".gitignore")));
    }

    [Fact]
    public void Folder_that_cannot_be_made_is_named()
    {
        var file = Path.Combine(_parent.FullName, "file");
        File.WriteAllText(file, "");

        var exception = Assert.Throws<IOException>(() => new DataFolder(file).Ensure());

        Assert.Equal(
            $"The data folder {file} cannot be created: a file has that name. Choose another with --data.",
            exception.Message
        );
    }
}
