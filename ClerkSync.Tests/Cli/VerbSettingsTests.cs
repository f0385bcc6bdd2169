using System.Diagnostics;
using ClerkSync.Cli;
using ClerkSync.Cli.Settings;
using ClerkSync.Core.Webhooks;

namespace ClerkSync.Tests.Cli;

public sealed class VerbSettingsTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Data_folder_provides_the_settings_that_the_environment_lacks()
    {
        _folder.Data.WriteSettings(new Dictionary<string, string> { ["DATABASE_URL"] = "postgresql://file/a?b=c" });

        Assert.Equal("postgresql://file/a?b=c", Read().Configuration["DATABASE_URL"]);
    }

    [Theory]
    [InlineData("postgresql://file/a?b=c&sslmode=require")]
    [InlineData("Host=h;Username=u;Password=it's \"$HOME\" * ~")]
    [InlineData("")]
    public async Task Shell_and_verbs_read_the_same_value_from_the_settings_file(string url)
    {
        _folder.Data.WriteSettings(new Dictionary<string, string> { ["DATABASE_URL"] = url });

        using var shell = Process.Start(
            new ProcessStartInfo("sh", ["-c", ". \"$0\"; printf %s \"$DATABASE_URL\"", _folder.Data.SettingsFile])
            {
                RedirectStandardOutput = true,
            }
        )!;

        Assert.Equal(url, await shell.StandardOutput.ReadToEndAsync());
        Assert.Equal(url, Read().Configuration["DATABASE_URL"]);
    }

    [Fact]
    public void Environment_overrides_the_data_folder()
    {
        _folder.Data.WriteSettings(new Dictionary<string, string> { ["DATABASE_URL"] = "file" });

        Assert.Equal("environment", Read(("DATABASE_URL", "environment")).Configuration["DATABASE_URL"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void Blank_variable_counts_as_unset(string blank)
    {
        _folder.Data.WriteSettings(new Dictionary<string, string> { ["CLERK_WEBHOOK_SIGNING_SECRET"] = "file" });

        Assert.Equal(
            "file",
            Read(("CLERK_WEBHOOK_SIGNING_SECRET", blank)).Configuration["CLERK_WEBHOOK_SIGNING_SECRET"]
        );
    }

    [Fact]
    public void Secret_from_the_environment_overrides_the_other_name_in_the_file()
    {
        _folder.Data.WriteSettings(
            new Dictionary<string, string> { ["CLERK_WEBHOOK_SIGNING_SECRET"] = "whsec_ZmlsZQ==" }
        );

        var settings = Read(("CLERK_WEBHOOK_SECRET", "whsec_ZW52aXJvbm1lbnQ="));

        Assert.Equal(["whsec_ZW52aXJvbm1lbnQ="], WebhookSecrets.Read(settings.Configuration));
    }

    [Fact]
    public void Two_underscores_separate_a_section() =>
        Assert.Equal("soft", Read(("ClerkSync__DeleteMode", "soft")).Configuration["ClerkSync:DeleteMode"]);

    [Fact]
    public void Variable_names_that_differ_only_in_case_do_not_conflict() =>
        Assert.NotNull(Read(("http_proxy", "a"), ("HTTP_PROXY", "b")).Configuration["http_proxy"]);

    [Fact]
    public void Settings_file_is_readable_only_by_its_owner()
    {
        _folder.Data.WriteSettings(new Dictionary<string, string> { ["DATABASE_URL"] = "file" });

        Assert.True(
            OperatingSystem.IsWindows()
                || File.GetUnixFileMode(_folder.Data.SettingsFile) == (UnixFileMode.UserRead | UnixFileMode.UserWrite)
        );
    }

    [Fact]
    public void Secret_is_created_once()
    {
        var first = _folder.Data.EnsureSecret("key", () => "one");
        var second = _folder.Data.EnsureSecret("key", () => "two");

        Assert.Equal(("one", "one"), (first, second));
    }

    [Fact]
    public void Repository_root_is_found_from_a_subfolder()
    {
        var root = Drivers.Repository.Root;
        var below = new Surroundings
        {
            CurrentFolder = Path.Combine(root, "ClerkSync.Core", "Users"),
            Variables = new Dictionary<string, string>(),
        };

        Assert.Equal(root, below.FindRoot());
    }

    private VerbSettings Read(params (string, string)[] environment) =>
        VerbSettings.Read(_folder.Around(environment), _folder.Data);
}
