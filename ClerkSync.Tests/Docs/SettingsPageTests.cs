using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClerkSync.Core;
using ClerkSync.Core.Sessions;
using ClerkSync.Tests.Drivers;
using Microsoft.Extensions.Configuration;

namespace ClerkSync.Tests.Docs;

/// <summary>
/// The table in <c>docs/settings.md</c> and <c>local.settings.sample.json</c> come from <see cref="ClerkSyncSettings"/>. Run these
/// tests with <c>CLERKSYNC_WRITE_DOCS=1</c> to regenerate both.
/// </summary>
public sealed class SettingsPageTests
{
    private const string Start = "<!-- settings -->\n";
    private const string End = "<!-- /settings -->";

    private static readonly IReadOnlyList<Setting> Declared = Examine([]);

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public void Table_has_every_setting()
    {
        var page = Read("docs/settings.md");
        var (start, end) = (
            page.IndexOf(Start, StringComparison.Ordinal) + Start.Length,
            page.IndexOf(End, StringComparison.Ordinal)
        );

        var rows = Declared.Select(setting => Row(setting, page));

        AssertOrWrite("docs/settings.md", $"{page[..start]}{Table(rows)}{page[end..]}");
    }

    [Fact]
    public void Sample_has_every_setting()
    {
        var values = new JsonObject { ["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated" };
        foreach (var setting in Declared)
        {
            values[setting.Name.Replace("NAME", "generate", StringComparison.Ordinal)] =
                setting.Sample ?? setting.Default ?? "";
        }

        var sample = new JsonObject
        {
            ["IsEncrypted"] = false,
            ["Values"] = values,
            ["Host"] = new JsonObject
            {
                ["CORS"] = Declared.Single(setting => setting.Name == AuthorizedParties.Setting).Sample,
                ["CORSCredentials"] = false,
            },
        };

        AssertOrWrite("local.settings.sample.json", $"{sample.ToJsonString(Json)}\n");
    }

    [Fact]
    public void Default_in_the_table_equals_the_value_of_an_unset_variable()
    {
        var written = Examine(Declared.Where(setting => setting.Default is not null));

        Assert.All(
            Declared.Zip(written).Where(pair => pair.First.Default is not null),
            pair => Assert.Equal(pair.First.Shown, pair.Second.Shown?.Replace("NAME=1, ", "", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Every_setting_has_either_a_default_or_a_description_of_the_unset_state() =>
        Assert.All(Declared, setting => Assert.NotEqual(setting.Default is null, setting.Unset is null));

    private static IReadOnlyList<Setting> Examine(IEnumerable<Setting> given) =>
        ClerkSyncSettings.Examine(
            new ConfigurationBuilder()
                .AddInMemoryCollection(given.ToDictionary(s => SettingReader.ToKey(s.Name), s => s.Default))
                .Build()
        );

    private static string Row(Setting setting, string page)
    {
        var heading = $"\n### `{setting.Name}`\n";
        var name = page.Contains(heading, StringComparison.Ordinal)
            ? $"[`{setting.Name}`](#{setting.Name.ToLowerInvariant()})"
            : $"`{setting.Name}`";
        var older = setting.OlderName is { } olderName ? $", or `{olderName}`" : "";
        var absent = setting.Default is { } value ? $"`{value}`" : "";
        var unset = setting.Unset is { } text ? $"{char.ToUpperInvariant(text[0])}{text[1..]}." : "";
        return $"| {name}{older} | {absent} | {setting.Description} | {unset} |\n";
    }

    private static string Table(IEnumerable<string> rows) =>
        $"| name | default | meaning | not set |\n| --- | --- | --- | --- |\n{string.Concat(rows)}";

    private static void AssertOrWrite(string file, string expected)
    {
        if (Environment.GetEnvironmentVariable("CLERKSYNC_WRITE_DOCS") == "1")
        {
            File.WriteAllText(Path.Combine(Repository.Root, file), expected);
        }

        Assert.Equal(expected, Read(file));
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));
}
