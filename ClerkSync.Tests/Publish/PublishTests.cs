using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ClerkSync.Functions.Webhooks;
using ClerkSync.Tests.Drivers;
using Microsoft.Azure.Functions.Worker;

namespace ClerkSync.Tests.Publish;

/// <summary>The output of <c>dotnet publish</c> and <c>dotnet pack</c>.</summary>
[Collection(PublishedOnce.Name)]
public sealed partial class PublishTests(PublishedFixture published)
{
    [Fact]
    public async Task App_has_the_host_json_of_the_repository()
    {
        var expected = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "host.json"));

        Assert.Equal(expected, await File.ReadAllTextAsync(Path.Combine(published.App, "host.json")));
    }

    [Fact]
    public async Task Metadata_of_the_app_lists_every_function_and_timer()
    {
        var expected = typeof(ReceiveClerkWebhook)
            .Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMethods())
            .Select(method => method.GetCustomAttribute<FunctionAttribute>()?.Name)
            .OfType<string>()
            .Order();

        var metadata = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(published.App, "functions.metadata")));

        Assert.Equal(expected, metadata!.AsArray().Select(function => (string)function!["name"]!).Order());
    }

    /// <remarks>Code that is not compiled ahead of time is compiled while the first webhook waits.</remarks>
    [Theory]
    [InlineData("ClerkSync.Core.dll")]
    [InlineData("ClerkSync.Functions.dll")]
    [InlineData("Npgsql.dll")]
    public void Assembly_of_the_app_is_compiled_ahead_of_time(string assembly)
    {
        using var file = File.OpenRead(Path.Combine(published.App, assembly));
        using var program = new PEReader(file);

        Assert.NotEqual(0, program.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size);
    }

    [Fact]
    public void App_contains_no_local_settings_simulations_or_command_line() =>
        Assert.DoesNotContain(
            FileNames(published.App),
            name =>
                name.StartsWith("local.settings", StringComparison.Ordinal)
                || name.StartsWith("ClerkSync.Local", StringComparison.Ordinal)
                || name.StartsWith("ClerkSync.Simulated", StringComparison.Ordinal)
                || name.StartsWith("ClerkSync.Cli", StringComparison.Ordinal)
                || name.StartsWith("ClerkSync.Tests", StringComparison.Ordinal)
        );

    /// <summary>If the feed lacks Svix, its stand-in is published. Only a rehearsal allows that.</summary>
    [Fact]
    public void App_contains_a_stand_in_only_if_the_feed_lacks_the_package() =>
        Assert.Equal(
            PublishedFixture.HasStandIn ? ["ClerkSync.StandIns.Svix.dll"] : [],
            FileNames(published.App)
                .Where(name =>
                    name.Contains("StandIns", StringComparison.Ordinal)
                    && name.EndsWith(".dll", StringComparison.Ordinal)
                )
        );

    [Fact]
    public void Published_files_contain_no_key()
    {
        var found =
            from file in Directory.EnumerateFiles(published.App, "*", SearchOption.AllDirectories)
            let bytes = File.ReadAllBytes(file)
            // String literals of an assembly are UTF-16 and start at any offset. All other text is UTF-8.
            from text in (string[])
                [
                    Encoding.UTF8.GetString(bytes),
                    Encoding.Unicode.GetString(bytes),
                    Encoding.Unicode.GetString(bytes.AsSpan(Math.Min(1, bytes.Length))),
                ]
            from Match key in Key().Matches(text)
            select $"{Path.GetFileName(file)}: {key.Value}";

        Assert.Empty(found);
    }

    [Fact]
    public async Task Publishing_with_a_stand_in_is_rejected()
    {
        var rejection = await published.TryDotnetAsync(
            "publish",
            "ClerkSync.Functions",
            "--no-build",
            "-property:StandIns=Svix"
        );

        Assert.NotEqual(0, rejection.ExitCode);
        Assert.Contains("is built with a stand-in for Svix", rejection.Output, StringComparison.Ordinal);
    }

    /// <remarks><c>func azure functionapp publish</c> runs the Release build. <c>func start</c> runs the Debug build.</remarks>
    [Theory]
    [InlineData("Release", false)]
    [InlineData("Debug", true)]
    public async Task Release_build_for_an_upload_rejects_a_stand_in(string configuration, bool isBuilt)
    {
        var build = await published.TryDotnetAsync([.. BuildForUpload(configuration), "-target:BeforeBuild"]);

        Assert.Equal(isBuilt, build.ExitCode == 0);
        Assert.Equal(!isBuilt, build.Output.Contains("is built with a stand-in for Svix", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Release", false)]
    [InlineData("Debug", true)]
    public async Task Release_build_for_an_upload_excludes_the_local_settings(string configuration, bool isCopied)
    {
        var files = await published.RunDotnetAsync([.. BuildForUpload(configuration), "-getItem:None"]);

        Assert.Contains("host.json", files, StringComparison.Ordinal);
        Assert.Equal(isCopied, files.Contains("local.settings.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Packing_with_a_stand_in_is_rejected()
    {
        var rejection = await published.TryDotnetAsync(
            "pack",
            "ClerkSync.Core",
            "--no-build",
            "-property:StandIns=Svix"
        );

        Assert.NotEqual(0, rejection.ExitCode);
        Assert.Contains("is built with a stand-in for Svix", rejection.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tool_installs_and_runs_without_the_sources()
    {
        var tools = Path.Combine(published.Packages, "installed");
        await published.RunDotnetAsync(
            "tool",
            "install",
            "ClerkSync",
            $"--version={PublishedFixture.Version}",
            $"--tool-path={tools}",
            $"--source={published.Packages}"
        );

        var tool = Directory.EnumerateFiles(tools, "ClerkSync.Cli.dll", SearchOption.AllDirectories).Single();
        var events = await published.RunDotnetAsync(tool, "trigger", "--list");

        Assert.Contains("user.created", events.Split('\n', StringSplitOptions.TrimEntries));
    }

    [Theory]
    [InlineData("ClerkSync.Core")]
    [InlineData("ClerkSync")]
    public async Task Package_has_its_commit_and_a_README(string id)
    {
        await using var package = await OpenAsync($"{id}.0.*.nupkg");

        await using var entry = await package.GetEntry($"{id}.nuspec")!.OpenAsync();
        var metadata = XDocument.Load(entry).Root!.Elements().Single();
        var repository = metadata.Elements().Single(element => element.Name.LocalName == "repository");
        Assert.Equal(
            ("git", $"{PublishedFixture.Remote}.git", PublishedFixture.Commit),
            (
                repository.Attribute("type")?.Value,
                repository.Attribute("url")?.Value,
                repository.Attribute("commit")?.Value
            )
        );
        Assert.Contains(package.Entries, file => file.FullName == "README.md");
    }

    [Fact]
    public async Task Symbols_link_to_the_commit_and_do_not_contain_the_build_folder()
    {
        await using var package = await OpenAsync("ClerkSync.Core.0.*.snupkg");
        await using var entry = await package.GetEntry("lib/net10.0/ClerkSync.Core.pdb")!.OpenAsync();
        using var memory = new MemoryStream();
        await entry.CopyToAsync(memory);

        using var symbols = MetadataReaderProvider.FromPortablePdbImage([.. memory.ToArray()]);
        var reader = symbols.GetMetadataReader();

        Assert.Contains(
            $"https://raw.githubusercontent.com/example/clerksync/{PublishedFixture.Commit}/*",
            Encoding.UTF8.GetString(memory.ToArray()),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            reader.Documents.Select(document => reader.GetString(reader.GetDocument(document).Name)),
            name => !name.StartsWith("/_/", StringComparison.Ordinal)
        );
    }

    private static string[] BuildForUpload(string configuration) =>
        [
            "build",
            "ClerkSync.Functions",
            $"--configuration={configuration}",
            "--output=bin/publish",
            "--no-restore",
            "-property:StandIns=Svix",
        ];

    private async Task<ZipArchive> OpenAsync(string pattern) =>
        await ZipFile.OpenReadAsync(Directory.EnumerateFiles(published.Packages, pattern).Single());

    private static IEnumerable<string> FileNames(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file));

    /// <summary>
    /// Matches a webhook secret, a Clerk secret key or a private key. A prefix alone does not match, because the product's code has it.
    /// </summary>
    [GeneratedRegex("(whsec_|sk_test_|sk_live_)[A-Za-z0-9+/=]{16,}|BEGIN (RSA )?PRIVATE KEY")]
    private static partial Regex Key();
}
