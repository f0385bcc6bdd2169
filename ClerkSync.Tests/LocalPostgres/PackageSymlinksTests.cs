using ClerkSync.LocalPostgres;

namespace ClerkSync.Tests.LocalPostgres;

public sealed class PackageSymlinksTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clerksync-package-").FullName;

    [Fact]
    public void Listed_symlinks_point_to_their_files_even_after_a_move()
    {
        WritePackage("""[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}]""");

        PackageSymlinks.Lay(PathOf("package"));
        Directory.Move(PathOf("package"), PathOf("moved"));

        Assert.Equal("a library", File.ReadAllText(PathOf("moved", "native", "lib", "libpq.so.5")));
        Assert.Equal("libpq.so.5.18", new FileInfo(PathOf("moved", "native", "lib", "libpq.so.5")).LinkTarget);
    }

    [Fact]
    public void Existing_symlinks_stay()
    {
        WritePackage("""[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}]""");
        PackageSymlinks.Lay(PathOf("package"));

        PackageSymlinks.Lay(PathOf("package"));

        Assert.Equal("a library", File.ReadAllText(PathOf("package", "native", "lib", "libpq.so.5")));
    }

    [Fact]
    public void Empty_list_creates_no_symlinks()
    {
        WritePackage("[]");

        PackageSymlinks.Lay(PathOf("package"));

        Assert.Single(Directory.GetFiles(PathOf("package", "native", "lib")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void WritePackage(string links)
    {
        Directory.CreateDirectory(PathOf("package", "native", "lib"));
        File.WriteAllText(PathOf("package", "native", "pg-symlinks.json"), links);
        File.WriteAllText(PathOf("package", "native", "lib", "libpq.so.5.18"), "a library");
    }

    private string PathOf(params string[] parts) => Path.Combine([_folder, .. parts]);
}
