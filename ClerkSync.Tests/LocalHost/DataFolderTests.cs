using ClerkSync.LocalHost.Up;

namespace ClerkSync.Tests.LocalHost;

public sealed class DataFolderTests : IDisposable
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("clerksync-data-");

    public void Dispose() => _parent.Delete(recursive: true);

    [Fact]
    public void New_data_folder_is_ignored_by_git()
    {
        var data = new DataFolder(Path.Combine(_parent.FullName, "new"));

        data.Ensure();

        Assert.Equal("*\n", File.ReadAllText(data.File(".gitignore")));
    }

    [Fact]
    public void Existing_folder_with_files_gets_no_gitignore()
    {
        var data = new DataFolder(_parent.FullName);
        File.WriteAllText(data.File("README.md"), "");

        data.Ensure();

        Assert.False(File.Exists(data.File(".gitignore")));
    }

    [Fact]
    public void Error_names_a_folder_that_cannot_be_created()
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
