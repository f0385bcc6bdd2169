using System.Text;
using ClerkSync.Core.Json;

namespace ClerkSync.Tests.Json;

public sealed class PostgresNumbersTests
{
    [Theory]
    [InlineData("1e309", "null")]
    [InlineData("-9.5E+400", "null")]
    [InlineData("1e0000000000000000000309", "null")]
    [InlineData("1e99999999999999999999", "null")]
    [InlineData("1e-325", "0")]
    [InlineData("-0.001e-322", "0")]
    [InlineData("0e309", "0")]
    [InlineData("-0.0e-99999", "0")]
    public void Number_out_of_range_is_replaced_in_place(string number, string expected)
    {
        var inPlace = expected.PadRight(number.Length);

        Assert.Equal($$"""{"a":[{{inPlace}}]}""", MakeStorable($$"""{"a":[{{number}}]}"""));
    }

    [Theory]
    [InlineData("1e308")]
    [InlineData("0.001e311")]
    [InlineData("1000e305")]
    [InlineData("1e-324")]
    [InlineData("-0")]
    [InlineData("0.0")]
    [InlineData("123456789012345678901234567890.5")]
    [InlineData("\"1e309\"")]
    [InlineData("\"abc1e309def\"")]
    public void Other_values_are_unchanged(string value)
    {
        Assert.Equal($$"""{"a":[{{value}}]}""", MakeStorable($$"""{"a":[{{value}}]}"""));
    }

    [Theory]
    [InlineData(309, true)]
    [InlineData(310, false)]
    [InlineData(200_000, false)]
    public void Number_with_many_digits_is_kept_if_its_value_is_in_range(int digits, bool isKept)
    {
        var number = new string('1', digits);

        var stored = MakeStorable($$"""{"a":{{number}}}""").Replace(" ", "", StringComparison.Ordinal);

        Assert.Equal(isKept ? $$"""{"a":{{number}}}""" : """{"a":null}""", stored);
    }

    [Theory]
    [InlineData(16_383, true)]
    [InlineData(16_384, false)]
    public void Number_with_more_decimals_than_jsonb_allows_is_replaced(int decimals, bool isKept)
    {
        var number = $"0.{new string('1', decimals)}";

        var stored = MakeStorable($$"""{"a":{{number}}}""").Replace(" ", "", StringComparison.Ordinal);

        Assert.Equal(isKept ? $$"""{"a":{{number}}}""" : """{"a":null}""", stored);
    }

    private static string MakeStorable(string json) =>
        Encoding.UTF8.GetString(PostgresNumbers.MakeStorable(Encoding.UTF8.GetBytes(json)));
}
