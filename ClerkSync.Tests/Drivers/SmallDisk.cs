using System.Diagnostics;
using ClerkSync.LocalPostgres;

namespace ClerkSync.Tests.Drivers;

/// <summary>A file system of a few megabytes for the tables of a database, which a test can fill.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int Megabytes = 32;
    private readonly string _folder = Directory.CreateTempSubdirectory("clerksync-disk-").FullName;
    private bool _isMounted;

    /// <summary>Whether this process can mount the file system. Only root on Linux can.</summary>
    public static bool IsPossible => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess;

    private string Filler => Path.Combine(_folder, "filler");

    /// <summary>Mounts the file system, and returns a folder that Postgres can write to.</summary>
    public async Task<string> MountAsync()
    {
        Run("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m,mode=755", "tmpfs", _folder);
        _isMounted = true;
        var space = Directory.CreateDirectory(Path.Combine(_folder, "space")).FullName;
        var user = await ServerUser.FindAsync(CancellationToken.None);
        await user.OwnAsync(space, CancellationToken.None);
        return space;
    }

    /// <summary>Fills the file system.</summary>
    public void Fill()
    {
        using var file = File.Create(Filler);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
                file.Flush(flushToDisk: true);
            }
        }
        catch (IOException) { }
    }

    public void MakeRoom() => File.Delete(Filler);

    public void Dispose()
    {
        if (_isMounted)
        {
            Run("umount", "--lazy", _folder);
        }

        Directory.Delete(_folder);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}

/// <summary>A test that mounts a file system. Where that is impossible it is skipped, except in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MountFactAttribute : FactAttribute
{
    public MountFactAttribute() => Skip = Prerequisite.Lacking(SmallDisk.IsPossible, "Needs root on Linux.");
}
