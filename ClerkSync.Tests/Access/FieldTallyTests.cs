using System.Text.Json;
using ClerkSync.Core.Access.Fields;

namespace ClerkSync.Tests.Access;

/// <summary>The report of the metadata keys of accounts, and of examples of their values.</summary>
public sealed class FieldTallyTests
{
    [Fact]
    public void Keys_are_counted_with_their_containers_types_and_shares()
    {
        var report = Tally(
            """{"public_metadata":{"plan":"pro","seats":3},"private_metadata":{"stripe":{"customer":"cus_0123456789abcd"}}}""",
            """{"public_metadata":{"plan":"free"},"unsafe_metadata":{"premium":true}}""",
            """{"public_metadata":{"plan":null,"seats":"many"}}""",
            """{"public_metadata":{}}"""
        );

        Assert.Equal(
            [
                ("public_metadata.plan", "string", 0.5),
                ("public_metadata.seats", "number, string", 0.5),
                ("private_metadata.stripe", "object", 0.25),
                ("private_metadata.stripe.customer", "string", 0.25),
                ("unsafe_metadata.premium", "boolean", 0.25),
            ],
            report.Fields.Select(field => (field.Path, string.Join(", ", field.Types), field.Share))
        );
        Assert.Equal((4, null), (report.Sampled, report.Problem));
        Assert.Equal("private_metadata", report.Fields[2].Container);
    }

    [Theory]
    [InlineData("\"pro\"", "pro")]
    [InlineData("\"a text of many characters\"", "a text of many c…")]
    [InlineData("\"ada@example.com\"", "…@…")]
    [InlineData("1785542400", "1785542400")]
    [InlineData("true", "true")]
    [InlineData("[1,2]", "")]
    [InlineData("{}", "")]
    public void Public_value_is_truncated(string value, string shown) =>
        Assert.Equal(shown, Example("public_metadata", value));

    [Theory]
    [InlineData("\"cus_0123456789abcd\"", "cus_…")]
    [InlineData("\"sk_live_0123456789abcd\"", "…")]
    [InlineData("\"pro\"", "…")]
    [InlineData("\"hunter2\"", "…")]
    [InlineData("\"pass_word\"", "…")]
    [InlineData("\"ada@example.com\"", "…")]
    [InlineData("1234", "…")]
    [InlineData("true", "true")]
    public void Private_value_shows_only_its_kind(string value, string shown) =>
        Assert.Equal(shown, Example("private_metadata", value));

    [Fact]
    public void Examples_are_limited_to_three_different_values()
    {
        var report = Tally([
            .. Enumerable.Range(0, 20).Select(i => $"{{\"public_metadata\":{{\"plan\":\"plan {i / 2}\"}}}}"),
        ]);

        Assert.Equal(["plan 0", "plan 1", "plan 2"], Assert.Single(report.Fields).Examples);
    }

    [Fact]
    public void Keys_beyond_the_depth_and_count_limits_are_omitted()
    {
        var many = string.Join(',', Enumerable.Range(0, 1000).Select(i => $"\"k{i}\":{i}"));

        var deep = Tally("""{"public_metadata":{"a":{"b":{"c":{"d":{"e":1}}}}}}""");
        var wide = Tally($"{{\"public_metadata\":{{{many}}}}}");

        Assert.Equal("public_metadata.a.b.c.d", deep.Fields[^1].Path);
        Assert.Equal(200, wide.Fields.Count);
    }

    [Fact]
    public void Missing_metadata_keys_are_reported_with_both_remedies()
    {
        var noUsers = new FieldTally().ToReport("users");
        var noKeys = Tally("""{"public_metadata":{},"private_metadata":{"plan":null}}""");

        Assert.StartsWith(
            "No metadata keys were found on the users in the database. If Clerk has some, run a backfill. Otherwise, store",
            noKeys.Problem,
            StringComparison.Ordinal
        );
        Assert.Equal(noKeys.Problem, noUsers.Problem);
    }

    private static string Example(string container, string value) =>
        string.Join(
            ", ",
            Tally($"{{\"{container}\":{{\"key\":{value}}}}}")
                .Fields.First(field => field.Path == $"{container}.key")
                .Examples
        );

    private static AccessFieldReport Tally(params string[] accounts)
    {
        var tally = new FieldTally();
        foreach (var account in accounts)
        {
            using var json = JsonDocument.Parse(account);
            tally.Add(json.RootElement);
        }

        return tally.ToReport("users");
    }
}
