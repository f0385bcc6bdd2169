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
    public void Number_beyond_the_range_is_replaced_in_its_place(string number, string expected)
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
    public void All_else_is_left_as_it_is(string value)
    {
        Assert.Equal($$"""{"a":[{{value}}]}""", MakeStorable($$"""{"a":[{{value}}]}"""));
    }

    [Theory]
    [InlineData(309, true)]
    [InlineData(310, false)]
    [InlineData(200_000, false)]
    public void Number_of_many_digits_counts_by_its_size(int digits, bool isKept)
    {
        var number = new string('1', digits);

        var stored = MakeStorable($$"""{"a":{{number}}}""").Replace(" ", "", StringComparison.Ordinal);

        Assert.Equal(isKept ? $$"""{"a":{{number}}}""" : """{"a":null}""", stored);
    }

    [Theory]
    [InlineData(16_383, true)]
    [InlineData(16_384, false)]
    public void Number_has_no_more_decimals_than_jsonb(int decimals, bool isKept)
    {
        var number = $"0.{new string('1', decimals)}";

        var stored = MakeStorable($$"""{"a":{{number}}}""").Replace(" ", "", StringComparison.Ordinal);

        Assert.Equal(isKept ? $$"""{"a":{{number}}}""" : """{"a":null}""", stored);
    }

    private static string MakeStorable(string json) =>
        Encoding.UTF8.GetString(PostgresNumbers.MakeStorable(Encoding.UTF8.GetBytes(json)));
}
