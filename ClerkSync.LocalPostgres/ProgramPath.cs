namespace ClerkSync.LocalPostgres;

/// <summary>Finds programs as a shell does.</summary>
internal static class ProgramPath
{
    /// <summary>Returns the full path of a program on the PATH; null when it is not found.</summary>
    public static string? Find(string name) =>
        Folders()
            .SelectMany(folder => FileNames(name).Select(file => Path.Combine(folder, file)))
            .FirstOrDefault(File.Exists);

    /// <summary>Returns the file name of a program on this operating system.</summary>
    public static string FileName(string name) => OperatingSystem.IsWindows() ? name + ".exe" : name;

    // Includes sbin, which contains runuser and may be missing from a user's PATH.
    private static IEnumerable<string> Folders() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(OperatingSystem.IsWindows() ? [] : ["/usr/sbin", "/sbin"]);

    // npm is npm.cmd on Windows.
    private static string[] FileNames(string name) =>
        OperatingSystem.IsWindows() ? [name + ".exe", name + ".cmd"] : [name];
}
