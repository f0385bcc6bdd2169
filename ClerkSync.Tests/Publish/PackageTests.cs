using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using ClerkSync.AspNetCore.Functions;
using ClerkSync.Functions.Webhooks;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Publish;

/// <summary>The packages, as a user without the sources uses them.</summary>
[Collection(PublishedOnce.Name)]
public sealed class PackageTests(PublishedFixture published, TestDatabase database)
    : IClassFixture<TestDatabase>,
        IDisposable
{
    private static readonly string[] Own = ["ClerkSync.Core", "ClerkSync.Functions"];

    private readonly PackageConsumer _consumer = new(published.Packages);
    private readonly UserEvent _user = UserEvent.Created(UserEvent.NewId());

    private (string Name, string Value)[] Settings =>
        [("DATABASE_URL", database.ConnectionString), ("CLERK_WEBHOOK_SIGNING_SECRET", TestApp.Secret)];

    public void Dispose() => _consumer.Dispose();

    [Fact]
    public async Task Functions_template_runs_with_up()
    {
        await CreateAsync("clerksync-functions");
        await _consumer.RunAsync("tool", "restore");

        var answer = await _consumer.DeliverToAsync(
            port => ["clerksync", "up", "--with", ".", "--port", $"{port}"],
            _user,
            Settings
        );

        await AssertAppliedAsync(answer);
    }

    [Fact]
    public async Task Web_template_runs_with_dotnet_run()
    {
        await CreateAsync("clerksync-web");

        await AssertAppliedAsync(await RunWebAppAsync());
    }

    [Fact]
    public async Task Webhook_can_be_added_to_an_existing_web_app()
    {
        await _consumer.CopyAsync(Path.Combine("Existing", "Web"));

        await AssertAppliedAsync(await RunWebAppAsync());
    }

    [Fact]
    public async Task Functions_can_be_added_to_an_existing_functions_app()
    {
        await _consumer.CopyAsync(Path.Combine("Existing", "Functions"));
        await _consumer.RunAsync("publish", "--configuration=Release", "--output=published");
        await using var host = await FunctionsHost.StartAsync(Path.Combine(_consumer.Folder, "published"), Settings);

        var answer = await host.DeliverAsync(
            Delivery.Sign(Encoding.UTF8.GetBytes(_user.ToJson().ToJsonString()), $"msg_{_user.Id}", TestApp.Secret)
        );

        var functions = FunctionFinder
            .Find(typeof(ReceiveClerkWebhook).Assembly.GetExportedTypes())
            .Select(function => function.Name);
        Assert.Equal(functions.Append("GetMe").Order(), host.Functions.Order());
        await AssertAppliedAsync(answer.Body);
    }

    /// <remarks>The packages use each other's internals, so their versions must be equal.</remarks>
    [Theory]
    [InlineData("ClerkSync.Functions", "ClerkSync.Core")]
    [InlineData("ClerkSync.AspNetCore", "ClerkSync.Core ClerkSync.Functions")]
    public void Package_depends_on_the_exact_version_of_the_other_packages(string id, string expected)
    {
        using var package = Open(id);
        using var nuspec = package.GetEntry($"{id}.nuspec")!.Open();

        var dependencies = XDocument
            .Load(nuspec)
            .Descendants()
            .Where(element => element.Name.LocalName == "dependency")
            .ToDictionary(
                element => (string)element.Attribute("id")!,
                element => (string)element.Attribute("version")!
            );

        Assert.Equal(expected.Split(' '), dependencies.Keys.Where(Own.Contains).Order());
        Assert.All(
            Own.Where(dependencies.ContainsKey),
            own => Assert.Equal($"[{PublishedFixture.Version}]", dependencies[own])
        );
        // The SDK would turn every project that references the package into a function app.
        Assert.DoesNotContain("Microsoft.Azure.Functions.Worker.Sdk", dependencies.Keys);
    }

    [Fact]
    public void Functions_package_has_the_library_and_the_build_settings_of_a_function_app()
    {
        using var package = Open("ClerkSync.Functions");

        string[] folders = ["lib/", "build", "content"];
        Assert.Equal(
            [
                "buildTransitive/ClerkSync.Functions.props",
                "lib/net10.0/ClerkSync.Functions.dll",
                // The build adds this file to every executable. Nothing reads it.
                "lib/net10.0/ClerkSync.Functions.runtimeconfig.json",
                "lib/net10.0/ClerkSync.Functions.xml",
            ],
            package
                .Entries.Select(entry => entry.FullName)
                .Where(name => folders.Any(folder => name.StartsWith(folder, StringComparison.Ordinal)))
                .Order()
        );
    }

    private async Task CreateAsync(string template)
    {
        await _consumer.RunAsync("new", "install", $"ClerkSync.Templates@{PublishedFixture.Version}");
        await _consumer.RunAsync("new", template, "--name", "Shop", "--output", ".");
    }

    private Task<string> RunWebAppAsync() =>
        _consumer.DeliverToAsync(port => ["run", "--", "--urls", $"http://127.0.0.1:{port}"], _user, Settings);

    private async Task AssertAppliedAsync(string answer)
    {
        Assert.Contains("\"outcome\":\"applied\"", answer, StringComparison.Ordinal);
        Assert.NotNull(await database.FindUserAsync(_user.Id));
    }

    private ZipArchive Open(string id) =>
        ZipFile.OpenRead(Path.Combine(published.Packages, $"{id}.{PublishedFixture.Version}.nupkg"));
}
