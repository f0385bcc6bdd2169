using System.Diagnostics;
using System.Text.Json.Nodes;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Infra;

/// <summary>Where the project file looks for the Bicep compiler. Without it the tests of <c>infra/</c> would be skipped.</summary>
public sealed class BicepLocationTests
{
    [BicepTheory]
    [InlineData("/packages")]
    [InlineData("/packages/")]
    public async Task Compiler_is_found_whether_the_package_folder_ends_with_a_slash_or_not(string packages)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            ["msbuild", "ClerkSync.Tests", "-getItem:AssemblyMetadata", $"-property:NuGetPackageRoot={packages}"]
        )
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            Environment = { ["MSBUILDDISABLENODEREUSE"] = "1" },
        };
        using var process = Process.Start(start)!;
        var items = JsonNode.Parse(await process.StandardOutput.ReadToEndAsync())!["Items"]!["AssemblyMetadata"]!;

        var bicep = items.AsArray().Single(item => (string)item!["Identity"]! == "Bicep")!;
        Assert.StartsWith("/packages/azure.bicep.commandline.", (string)bicep["Value"]!, StringComparison.Ordinal);
    }
}
