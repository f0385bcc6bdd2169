namespace ClerkSync.LocalPostgres;

/// <summary>Finds programs as a shell does.</summary>
internal static class ProgramPath
{
    /// <summary>The full path of a program on the PATH; null when there is none.</summary>
    public static string? Find(string name) =>
        Folders()
            .SelectMany(folder => FileNames(name).Select(file => Path.Combine(folder, file)))
            .FirstOrDefault(File.Exists);

    /// <summary>A program's file name on this system.</summary>
    public static string FileName(string name) => OperatingSystem.IsWindows() ? name + ".exe" : name;

    // runuser and others lie in sbin, which a user's PATH may lack.
    private static IEnumerable<string> Folders() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(OperatingSystem.IsWindows() ? [] : ["/usr/sbin", "/sbin"]);

    // npm is npm.cmd on Windows.
    private static string[] FileNames(string name) =>
        OperatingSystem.IsWindows() ? [name + ".exe", name + ".cmd"] : [name];
}
