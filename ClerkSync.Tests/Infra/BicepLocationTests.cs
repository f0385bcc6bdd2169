using System.Diagnostics;
using System.Text.Json.Nodes;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Infra;

/// <summary>The path of the Bicep compiler in the project file. Without the path, the tests of <c>infra/</c> would be skipped.</summary>
public sealed class BicepLocationTests
{
    [BicepTheory]
    [InlineData("/packages")]
    [InlineData("/packages/")]
    public async Task Compiler_is_found_with_and_without_a_slash_at_the_end_of_the_package_folder(string packages)
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
