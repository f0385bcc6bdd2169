using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Publish;

/// <summary>
/// The folder of a user who has the packages but not the sources. It has its own package feed, cache and templates.
/// </summary>
internal sealed class PackageConsumer : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("clerksync-consumer-").FullName;

    /// <param name="packages">The folder of the packages. It is the feed.</param>
    public PackageConsumer(string packages)
    {
        Directory.CreateDirectory(Folder);
        // A cache has the layout of a feed. Packages that are not in the cache come from the feeds of the user's configuration.
        var cache =
            Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(
            Path.Combine(_home, "NuGet.config"),
            $"""
            <configuration>
              <packageSources>
                <add key="packed" value="{packages}" />
                <add key="machine" value="{cache}" />
              </packageSources>
            </configuration>
            """
        );
    }

    /// <summary>The folder of the application. It is empty at first.</summary>
    public string Folder => Path.Combine(_home, "app");

    /// <summary>Copies a sample of the repository and makes it reference the packed packages.</summary>
    public async Task CopyAsync(string sample)
    {
        var source = Path.Combine(Repository.Root, "samples", sample);
        foreach (var file in Directory.EnumerateFiles(source))
        {
            var text = await File.ReadAllTextAsync(file);
            await File.WriteAllTextAsync(
                Path.Combine(Folder, Path.GetFileName(file)),
                file.EndsWith(".csproj", StringComparison.Ordinal)
                    ? text.Replace(
                        "Version=\"0.1.0\"",
                        $"Version=\"{PublishedFixture.Version}\"",
                        StringComparison.Ordinal
                    )
                    : text
            );
        }
    }

    /// <summary>Runs dotnet in the folder. If dotnet fails, the assertion message has its output.</summary>
    public async Task RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = await ReadAsync(process);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}: {output}");
    }

    /// <summary>Runs dotnet in the folder, waits until the app is healthy, sends one delivery and stops the app.</summary>
    /// <param name="arguments">Returns the arguments of dotnet for the port to listen on.</param>
    /// <param name="settings">The environment variables of the app.</param>
    /// <returns>The body of the response to the delivery.</returns>
    public async Task<string> DeliverToAsync(
        Func<int, string[]> arguments,
        UserEvent user,
        params (string Name, string Value)[] settings
    )
    {
        var port = FindFreePort();
        using var process = Start(arguments(port), settings);
        var output = ReadAsync(process);
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
            using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            while (!await IsHealthyAsync(http))
            {
                if (process.HasExited || timeout.IsCancellationRequested)
                {
                    process.Kill(entireProcessTree: true);
                    Assert.Fail(await output);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(200), CancellationToken.None);
            }

            using var request = Delivery
                .Sign(Encoding.UTF8.GetBytes(user.ToJson().ToJsonString()), $"msg_{user.Id}", TestApp.Secret)
                .ToRequest(new Uri(http.BaseAddress, "api/webhooks/clerk"));
            using var answer = await http.SendAsync(request);
            return await answer.Content.ReadAsStringAsync();
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private Process Start(string[] arguments, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                // The folder of installed templates and tools.
                ["DOTNET_CLI_HOME"] = _home,
                ["NUGET_PACKAGES"] = Path.Combine(_home, "cache"),
                ["DOTNET_NOLOGO"] = "1",
                // A build server that outlives the build would keep the pipe open.
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["UseSharedCompilation"] = "false",
            },
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static async Task<string> ReadAsync(Process process)
    {
        var errors = process.StandardError.ReadToEndAsync();
        return await process.StandardOutput.ReadToEndAsync() + await errors;
    }

    private static async Task<bool> IsHealthyAsync(HttpClient http)
    {
        try
        {
            using var health = await http.GetAsync("api/health");
            return health.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
