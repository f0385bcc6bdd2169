using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using ClerkSync.AspNetCore.Functions;
using ClerkSync.Functions.Webhooks;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Publish;

/// <summary>The packages, in the hands of somebody who does not have the sources.</summary>
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
    public async Task Template_of_a_functions_app_runs_under_up()
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
    public async Task Template_of_a_web_app_runs_by_dotnet_run()
    {
        await CreateAsync("clerksync-web");

        await AssertAppliedAsync(await RunWebAppAsync());
    }

    [Fact]
    public async Task Existing_web_app_gains_the_webhook()
    {
        await _consumer.CopyAsync(Path.Combine("Existing", "Web"));

        await AssertAppliedAsync(await RunWebAppAsync());
    }

    [Fact]
    public async Task Existing_functions_app_gains_the_functions_beside_its_own()
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

    /// <remarks>They see each other's internals.</remarks>
    [Theory]
    [InlineData("ClerkSync.Functions", "ClerkSync.Core")]
    [InlineData("ClerkSync.AspNetCore", "ClerkSync.Core ClerkSync.Functions")]
    public void Packages_depend_on_each_other_in_one_version(string id, string expected)
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
        // It would make a function app of whatever refers to the package.
        Assert.DoesNotContain("Microsoft.Azure.Functions.Worker.Sdk", dependencies.Keys);
    }

    [Fact]
    public void Functions_package_has_a_library_and_the_settings_of_a_function_app()
    {
        using var package = Open("ClerkSync.Functions");

        string[] folders = ["lib/", "build", "content"];
        Assert.Equal(
            [
                "buildTransitive/ClerkSync.Functions.props",
                "lib/net10.0/ClerkSync.Functions.dll",
                // It comes with every executable, and nothing reads it.
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
