using System.Diagnostics;
using System.Net;
using ClerkSync.Cli.Settings;
using ClerkSync.LocalHost.Up;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Cli;

/// <summary><c>up --with FOLDER --watch</c>.</summary>
public sealed class UpWatchTests : IDisposable, IProgress<string>
{
    private const string Broken = "public class Broken { int sold = \"none\"; }";

    private const string Unwired = """
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.DependencyInjection;

        public sealed class Unwired : ClerkSync.Core.IClerkSyncApplication
        {
            public void Configure(IServiceCollection services, IConfiguration configuration) =>
                throw new System.InvalidOperationException("The shop is closed.");
        }
        """;

    private readonly CliFolder _folder = new();
    private readonly List<string> _messages = [];

    private string Project => Path.Combine(_folder.Around().CurrentFolder, "Shop");

    public void Dispose() => _folder.Dispose();

    void IProgress<string>.Report(string value)
    {
        lock (_messages)
        {
            _messages.Add(value);
        }
    }

    [Fact]
    public async Task Changed_application_replaces_the_running_build()
    {
        await using var session = await StartAsync();
        var before = await AskAsync(session);

        Write("Shop.cs", Shop(version: 2));
        await WaitUntilReportedAsync("Shop now runs the new build.");

        Assert.Equal(("1", "2"), (before, await AskAsync(session)));
        Assert.Equal(HttpStatusCode.OK, await ReadRowsAsync(session));
    }

    [Theory]
    [InlineData(Broken, "error CS0029")]
    [InlineData(Unwired, "The shop is closed.")]
    public async Task Application_that_does_not_build_or_start_is_reported_and_the_next_one_replaces_it(
        string source,
        string reason
    )
    {
        await using var session = await StartAsync();

        Write("Other.cs", source);
        await WaitUntilReportedAsync("The previous build still runs.");
        var meanwhile = await AskAsync(session);
        Write("Other.cs", "");
        Write("Shop.cs", Shop(version: 3));
        await WaitUntilReportedAsync("Shop now runs the new build.");

        Assert.Contains(_messages, line => line.Contains(reason, StringComparison.Ordinal));
        Assert.Equal(("1", "3"), (meanwhile, await AskAsync(session)));
    }

    [Fact]
    public async Task Watch_option_requires_an_application()
    {
        var rejection = await _folder.RunAsync("up --watch");

        Assert.Equal(2, rejection.ExitCode);
        Assert.Contains("--watch goes with --with", rejection.Errors, StringComparison.Ordinal);
        Assert.False(_folder.Data.Exists);
    }

    private async Task<UpSession> StartAsync()
    {
        // The project has no packages, so nothing is restored. It does not copy the assemblies that this program has.
        Write(
            "Shop.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
              <ItemGroup>
                <FrameworkReference Include="Microsoft.AspNetCore.App" />
                <Reference
                  Include="{AppContext.BaseDirectory}Microsoft.Azure.Functions.Worker*.dll;{AppContext.BaseDirectory}ClerkSync.Core.dll"
                  Private="false"
                />
              </ItemGroup>
            </Project>
            """
        );
        Write("Shop.cs", Shop(version: 1));
        return await UpSession.StartAsync(
            new UpOptions
            {
                Data = _folder.Data,
                Configuration = VerbSettings
                    .FromEnvironment(_folder.Around(("DATABASE_URL", await TestPostgres.CreateDatabaseAsync())))
                    .Configuration,
                Project = Project,
                IsWatched = true,
            },
            this,
            default
        );
    }

    private static string Shop(int version) =>
        $$"""
            using System.Net;
            using Microsoft.Azure.Functions.Worker;
            using Microsoft.Azure.Functions.Worker.Http;

            public sealed class Shop
            {
                [Function("Version")]
                public HttpResponseData Run([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequestData request)
                {
                    var answer = request.CreateResponse(HttpStatusCode.OK);
                    answer.WriteString("{{version}}");
                    return answer;
                }
            }
            """;

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Project);
        File.WriteAllText(Path.Combine(Project, name), text);
    }

    private static async Task<string> AskAsync(UpSession session)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri(session.Endpoint, "/api/Version"));
    }

    /// <summary>Requests rows as the page of the simulated Clerk does.</summary>
    private async Task<HttpStatusCode> ReadRowsAsync(UpSession session)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", _folder.Data.ReadSettings()["CLERK_SECRET_KEY"]);
        using var response = await http.GetAsync(new Uri(new Uri(session.Clerk!.BaseUrl), "/simulate/rows?id=user_1"));
        return response.StatusCode;
    }

    private async Task WaitUntilReportedAsync(string words)
    {
        var stopwatch = Stopwatch.StartNew();
        while (!HasReported(words))
        {
            Assert.True(stopwatch.Elapsed < TimeSpan.FromMinutes(2), string.Join('\n', _messages));
            await Task.Delay(100);
        }
    }

    private bool HasReported(string words)
    {
        lock (_messages)
        {
            return _messages.Any(line => line.EndsWith(words, StringComparison.Ordinal));
        }
    }
}
