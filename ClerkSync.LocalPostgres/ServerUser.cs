using System.ComponentModel;

namespace ClerkSync.LocalPostgres;

/// <summary>
/// The user who runs Postgres: the current user, or an unprivileged user when the current user is root, because
/// Postgres does not run as root.
/// </summary>
internal sealed class ServerUser
{
    private static readonly string[] Candidates = ["postgres", "nobody"];

    private const UnixFileMode OpenFolder =
        UnixFileMode.UserRead
        | UnixFileMode.UserWrite
        | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    private readonly string? _name;
    private readonly Func<Command, Command> _become;

    private ServerUser(string? name, Func<Command, Command> become) => (_name, _become) = (name, become);

    /// <summary>Whether the server runs as a different user than this process.</summary>
    public bool IsAnother => _name is not null;

    /// <summary>Finds the user, and a way to run commands as that user.</summary>
    /// <exception cref="LocalPostgresException">
    /// The current user is root, and no unprivileged user can be used.
    /// </exception>
    public static async Task<ServerUser> FindAsync(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return new ServerUser(null, command => command);
        }

        var users = File.ReadLines("/etc/passwd")
            .Select(line => line.Split(':'))
            .Where(fields => fields.Length >= 4)
            .ToList();
        foreach (var user in Candidates.SelectMany(name => users.Where(fields => fields[0] == name)))
        {
            foreach (var way in Ways(user[0], user[2], user[3]))
            {
                if (await WorksAsync(way(new Command("true")), cancellationToken))
                {
                    return new ServerUser(user[0], way);
                }
            }
        }

        throw new LocalPostgresException(
            "Postgres does not run as root, and root cannot switch to the user postgres or nobody on this machine. "
                + "Run this as an ordinary user, or set DATABASE_URL to a server that you run."
        );
    }

    /// <summary>Returns the command that runs as this user.</summary>
    public Command Run(Command command) => _become(command);

    /// <summary>Makes the user the owner of a file or folder, but not of the folder's contents.</summary>
    public async Task OwnAsync(string path, CancellationToken cancellationToken)
    {
        if (_name is not null)
        {
            var result = await new Command("chown", _name, path).RunAsync(cancellationToken);
            if (!result.Succeeded)
            {
                throw new LocalPostgresException($"{path} could not be given to the user {_name}: {result.Tail}");
            }
        }
    }

    /// <summary>
    /// Whether the user can enter a folder. Asks the operating system, because permissions are more than mode bits.
    /// </summary>
    public Task<bool> CanEnterAsync(string folder, CancellationToken cancellationToken) =>
        TestAsync("-x", folder, cancellationToken);

    /// <summary>Whether the user can create files in a folder.</summary>
    public Task<bool> CanWriteAsync(string folder, CancellationToken cancellationToken) =>
        TestAsync("-w", folder, cancellationToken);

    /// <summary>Creates a folder that every user can enter, regardless of the umask.</summary>
    public static void EnsureOpenFolder(string path)
    {
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, OpenFolder);
        }
    }

    private async Task<bool> TestAsync(string permission, string path, CancellationToken cancellationToken) =>
        !IsAnother || await WorksAsync(Run(new Command("test", permission, path)), cancellationToken);

    // Only util-linux has this setpriv; BusyBox's differs. macOS has sudo, and its su lacks -s.
    private static IEnumerable<Func<Command, Command>> Ways(string name, string userId, string groupId)
    {
        yield return Prefix("setpriv", $"--reuid={userId}", $"--regid={groupId}", "--clear-groups", "--");
        yield return Prefix("runuser", "-u", name, "--");
        yield return Prefix("su", "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", "--", name);
        yield return Prefix("sudo", "-n", "-u", name, "--");
    }

    private static Func<Command, Command> Prefix(string program, params string[] arguments) =>
        command =>
            command with
            {
                Program = ProgramPath.Find(program) ?? program,
                Arguments = [.. arguments, command.Program, .. command.Arguments],
            };

    private static async Task<bool> WorksAsync(Command command, CancellationToken cancellationToken)
    {
        try
        {
            return (await command.RunAsync(cancellationToken)).Succeeded;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
