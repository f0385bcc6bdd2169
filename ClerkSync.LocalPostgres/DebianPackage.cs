namespace ClerkSync.LocalPostgres;

/// <summary>Installs Debian's <c>postgresql</c>, as root.</summary>
internal sealed class DebianPackage(IProgress<string> progress)
{
    // Prevents the package from creating and starting its own cluster on port 5432.
    private const string NoCluster = "/etc/postgresql-common/createcluster.d/clerksync.conf";

    /// <summary>Returns false when this is not Debian, the user is not root, or apt-get fails.</summary>
    public async Task<bool> TryInstallAsync(CancellationToken cancellationToken)
    {
        if (
            !OperatingSystem.IsLinux()
            || !Environment.IsPrivilegedProcess
            || ProgramPath.Find("apt-get") is not { } apt
        )
        {
            return false;
        }

        progress.Report("Installing Debian's package postgresql.");
        Directory.CreateDirectory(Path.GetDirectoryName(NoCluster)!);
        await File.WriteAllTextAsync(NoCluster, "create_main_cluster = false\n", cancellationToken);
        try
        {
            string[] install = ["install", "-y", "--no-install-recommends", "postgresql"];

            // The installation is not canceled, because a killed dpkg must be repaired by hand.
            return await TryAsync(apt, ["update"], cancellationToken)
                && await TryAsync(apt, [.. install, "--download-only"], cancellationToken)
                && await TryAsync(apt, install, CancellationToken.None);
        }
        finally
        {
            File.Delete(NoCluster);
        }
    }

    private async Task<bool> TryAsync(string apt, string[] arguments, CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, string> { ["DEBIAN_FRONTEND"] = "noninteractive" };
        var result = await new Command(apt, arguments) { Environment = environment }.RunAsync(cancellationToken);
        if (!result.Succeeded)
        {
            progress.Report($"apt-get {arguments[0]} failed: {result.Tail}");
        }

        return result.Succeeded;
    }
}
