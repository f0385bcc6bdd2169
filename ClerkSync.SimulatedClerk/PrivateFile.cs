namespace ClerkSync.SimulatedClerk;

/// <summary>Writes files that only their owner can read.</summary>
internal static class PrivateFile
{
    /// <summary>
    /// Returns the text of a file without surrounding white space. Creates the file if it does not exist.
    /// </summary>
    public static string Ensure(string path, Func<string> make)
    {
        if (!File.Exists(path))
        {
            Write(path, make() + "\n");
        }

        return File.ReadAllText(path).Trim();
    }

    /// <summary>Writes a file atomically. Creates its folder if it does not exist.</summary>
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

    /// <summary>Creates a file. An existing file is replaced, because other users may be able to read it.</summary>
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
