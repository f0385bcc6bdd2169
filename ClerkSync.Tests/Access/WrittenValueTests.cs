using System.Text.Json;
using ClerkSync.Core.Access;

namespace ClerkSync.Tests.Access;

/// <summary>A repaired value has the format that the application uses.</summary>
public sealed class WrittenValueTests
{
    private static readonly DateTimeOffset Time = new(2026, 7, 5, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, null, true, "true")]
    [InlineData(null, "Flag", false, "false")]
    [InlineData(null, "Text", true, "\"true\"")]
    [InlineData(null, "Number", true, "1")]
    [InlineData(null, "Json", true, "true")]
    [InlineData("true", null, false, "false")]
    [InlineData("1", "Number", false, "0")]
    [InlineData("42", "Number", true, "1")]
    [InlineData("\"no\"", null, true, "\"yes\"")]
    [InlineData("\"Premium\"", "Text", false, "\"free\"")]
    [InlineData("\"inactive\"", "Text", true, "\"active\"")]
    [InlineData("\"maybe\"", "Text", true, "\"true\"")]
    [InlineData("[1]", null, true, "true")]
    public void Premium_is_written_in_the_format_of_its_current_value_or_column(
        string? current,
        string? column,
        bool flag,
        string written
    ) => Assert.Equal(written, WrittenValue.Flag(flag, Parse(current), Shape(column)));

    [Theory]
    [InlineData(null, null, "\"2026-07-05T12:00:00Z\"")]
    [InlineData(null, "Time", "\"2026-07-05T12:00:00Z\"")]
    [InlineData(null, "Number", "1783252800")]
    [InlineData("1700000000", "Number", "1783252800")]
    [InlineData("1700000000000", null, "1783252800000")]
    [InlineData("\"1700000000000\"", "Text", "\"1783252800000\"")]
    [InlineData("\"2026-01-01\"", "Text", "\"2026-07-05T12:00:00Z\"")]
    [InlineData("\"someday\"", null, "\"2026-07-05T12:00:00Z\"")]
    public void Trial_end_is_written_in_the_format_of_its_current_value_or_column(
        string? current,
        string? column,
        string written
    ) => Assert.Equal(written, WrittenValue.Time(Time, Parse(current), Shape(column)));

    [Theory]
    [InlineData("\"on\"")]
    [InlineData("\"Yes\"")]
    [InlineData("1")]
    [InlineData("\"active\"")]
    public void Word_and_its_opposite_are_read_with_their_meaning(string current)
    {
        var off = Parse(WrittenValue.Flag(false, Parse(current), null));
        var on = Parse(WrittenValue.Flag(true, off, null));

        Assert.True(AccessValue.TryReadPremium(off, out var isOff));
        Assert.True(AccessValue.TryReadPremium(on, out var isOn));
        Assert.Equal((false, true), (isOff, isOn));
    }

    private static JsonElement? Parse(string? json) => json is null ? null : JsonDocument.Parse(json).RootElement;

    private static ColumnShape? Shape(string? name) => name is null ? null : Enum.Parse<ColumnShape>(name);
}
