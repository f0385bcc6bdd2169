using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Docs;

/// <summary>The lines that the README adds to an application match the samples. <c>PackageTests</c> runs these samples.</summary>
public sealed partial class ExistingAppTests
{
    private const string Functions = "Functions";
    private const string Web = "Web";

    [Theory]
    [InlineData("### Add it to an Azure Functions app", Functions)]
    [InlineData("### Add it to an ASP.NET Core application", Web)]
    public void Sample_contains_exactly_the_ClerkSync_lines_of_the_README(string heading, string sample)
    {
        var section = ReadSection(heading);
        var program = ReadLines(sample, "Program.cs");

        var added = CodeBlock().Match(section).Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(added, program.Where(line => line.Contains("ClerkSync", StringComparison.Ordinal)));
        var package = Package().Match(section).Groups[1].Value;
        Assert.Equal(
            [$"<PackageReference Include=\"{package}\" Version=\"{ReadVersion()}\" />"],
            ReadLines(sample, $"{sample}.csproj").Where(line => line.Contains("ClerkSync", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Web_sample_without_the_ClerkSync_lines_equals_the_output_of_dotnet_new_web()
    {
        var folder = Directory.CreateTempSubdirectory("clerksync-new-web-").FullName;
        try
        {
            var start = new ProcessStartInfo(
                "dotnet",
                ["new", "web", "--name", Web, "--output", folder, "--no-restore"]
            )
            {
                Environment = { ["DOTNET_CLI_HOME"] = folder },
                RedirectStandardOutput = true,
            };
            using var process = Process.Start(start)!;
            await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();

            foreach (var name in (string[])["Program.cs", $"{Web}.csproj"])
            {
                Assert.Equal(
                    Trim(await File.ReadAllLinesAsync(Path.Combine(folder, name))),
                    ReadLines(Web, name)
                        .Where(line => !line.Contains("ClerkSync", StringComparison.Ordinal))
                        .Where(line => !line.Contains("ItemGroup", StringComparison.Ordinal))
                );
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <remarks>
    /// The templates for Functions are not part of the SDK, so a minimal app is written here. GetMe.cs is the function of the app itself.
    /// </remarks>
    [Fact]
    public void Functions_app_without_these_lines_is_a_minimal_app()
    {
        var minimal = new Dictionary<string, string>
        {
            ["Program.cs"] = """
                using Microsoft.Azure.Functions.Worker.Builder;
                using Microsoft.Extensions.Hosting;
                var builder = FunctionsApplication.CreateBuilder(args);
                builder.Build().Run();
                """,
            ["Functions.csproj"] = """
                <Project Sdk="Microsoft.NET.Sdk">
                <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <AzureFunctionsVersion>v4</AzureFunctionsVersion>
                <OutputType>Exe</OutputType>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                </PropertyGroup>
                <ItemGroup>
                <PackageReference Include="Microsoft.Azure.Functions.Worker" />
                <PackageReference Include="Microsoft.Azure.Functions.Worker.Extensions.Http" />
                <PackageReference Include="Microsoft.Azure.Functions.Worker.Sdk" />
                </ItemGroup>
                </Project>
                """,
            ["host.json"] = """
                {
                "version": "2.0"
                }
                """,
        };

        foreach (var (name, text) in minimal)
        {
            Assert.Equal(
                text.Split('\n'),
                ReadLines(Functions, name)
                    .Where(line => !line.Contains("ClerkSync", StringComparison.Ordinal))
                    .Select(line => PackageVersion().Replace(line, ""))
            );
        }

        Assert.Equal(
            minimal.Keys.Append("GetMe.cs").Order(StringComparer.Ordinal),
            Directory
                .EnumerateFiles(Path.Combine(Repository.Root, "samples", "Existing", Functions))
                .Select(Path.GetFileName)
                .Order(StringComparer.Ordinal)
        );
    }

    private static string ReadSection(string heading)
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        return readme.Split(heading + "\n").Last().Split("\n#")[0];
    }

    private static IEnumerable<string> ReadLines(string sample, string name) =>
        Trim(File.ReadAllLines(Path.Combine(Repository.Root, "samples", "Existing", sample, name)));

    private static IEnumerable<string> Trim(IEnumerable<string> lines) =>
        lines.Select(line => line.Trim('\uFEFF').Trim()).Where(line => line.Length > 0);

    private static string ReadVersion() =>
        XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("Version").Single().Value;

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("dotnet add package (\\S+)")]
    private static partial Regex Package();

    [GeneratedRegex(" Version=\"[^\"]+\"")]
    private static partial Regex PackageVersion();
}
