using System.Text.Json;
using ClerkSync.Core.Access;

namespace ClerkSync.Tests.Access;

public sealed class AccessValueTests
{
    [Theory]
    [InlineData("true", true)]
    [InlineData("1", true)]
    [InlineData("\"1\"", true)]
    [InlineData("\"YES\"", true)]
    [InlineData("\" on \"", true)]
    [InlineData("\"Premium\"", true)]
    [InlineData("\"ACTIVE\"", true)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    [InlineData("\"off\"", false)]
    [InlineData("\"\"", false)]
    [InlineData("null", false)]
    public void Premium_is_read_in_its_usual_formats(string json, bool expected)
    {
        Assert.True(AccessValue.TryReadPremium(Parse(json), out var premium));
        Assert.Equal(expected, premium);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("\"gold\"")]
    [InlineData("{}")]
    [InlineData("[true]")]
    public void Premium_in_another_format_is_not_read(string json) =>
        Assert.False(AccessValue.TryReadPremium(Parse(json), out _));

    [Theory]
    [InlineData("\"2026-07-01T00:00:00Z\"")]
    [InlineData("\"2026-07-01\"")]
    [InlineData("\"2026-07-01T02:00:00+02:00\"")]
    [InlineData("1782864000")]
    [InlineData("1782864000000")]
    [InlineData("\"1782864000\"")]
    public void Time_is_read_from_ISO_8601_seconds_and_milliseconds(string json)
    {
        Assert.True(AccessValue.TryReadTime(Parse(json), out var time));
        Assert.Equal(new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero), time);
    }

    [Theory]
    [InlineData("\"May 5\"")]
    [InlineData("\"05/06/2026\"")]
    [InlineData("true")]
    [InlineData("1e400")]
    [InlineData("9223372036854775807")]
    [InlineData("-9223372036854775808")]
    [InlineData("{}")]
    public void Time_in_another_format_is_not_read(string json) =>
        Assert.False(AccessValue.TryReadTime(Parse(json), out _));

    [Theory]
    [InlineData("""{"a":1}""")]
    [InlineData("""["a"]""")]
    [InlineData("\"a\"")]
    public void Entitlements_in_another_format_are_not_read(string json) =>
        Assert.False(AccessValue.TryReadEntitlements(Parse(json), out _));

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
