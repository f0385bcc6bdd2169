namespace ClerkSync.SimulatedClerk;

/// <summary>Writes files that only their owner can read.</summary>
internal static class PrivateFile
{
    /// <summary>Returns the text of a file, without the white space around it. If the file is absent, writes it first.</summary>
    public static string Ensure(string path, Func<string> make)
    {
        if (!File.Exists(path))
        {
            Write(path, make() + "\n");
        }

        return File.ReadAllText(path).Trim();
    }

    /// <summary>Writes a file whole or not at all; its folder is made when absent.</summary>
    public static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var unfinished = $"{path}.{Guid.NewGuid():N}";
        using (var writer = new StreamWriter(Create(unfinished)))
        {
            writer.Write(text);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Makes a file, anew when it is there: an old one may be readable by others.</summary>
    public static FileStream Create(string path)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}
