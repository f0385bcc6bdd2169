using System.Text;
using ClerkSync.Core.Json;

namespace ClerkSync.Tests.Json;

public sealed class PostgresTextTests
{
    [Theory]
    [InlineData("""{"a":"\u0000"}""", """{"a":"\ufffd"}""")]
    [InlineData("""{"a":"x\u0000\u0000y"}""", """{"a":"x\ufffd\ufffdy"}""")]
    [InlineData("""{"a":"\ud83d"}""", """{"a":"\ufffd"}""")]
    [InlineData("""{"a":"\ude00"}""", """{"a":"\ufffd"}""")]
    [InlineData("""{"a":"\ud83d\u0041"}""", """{"a":"\ufffd\u0041"}""")]
    [InlineData("""{"a":"\ud83d\ud83d\ude00"}""", """{"a":"\ufffd\ud83d\ude00"}""")]
    [InlineData("""{"\u0000":1}""", """{"\ufffd":1}""")]
    public void Characters_that_Postgres_cannot_store_are_replaced(string json, string expected)
    {
        Assert.Equal(expected, MakeStorable(json));
    }

    [Theory]
    [InlineData("""{"a":"\\u0000"}""")]
    [InlineData("""{"a":"\\\\u0000"}""")]
    [InlineData("""{"a":"\ud83d\ude00 \uD83D\uDE00"}""")]
    [InlineData("""{"a":"\n\"\u00e9"}""")]
    [InlineData("""{"a":"\u00""")]
    [InlineData("\\")]
    [InlineData("")]
    public void Other_text_is_unchanged(string json)
    {
        Assert.Equal(json, MakeStorable(json));
    }

    [Fact]
    public void Text_that_is_not_JSON_is_made_storable()
    {
        Assert.Equal(
            "a\ufffdb \ufffd\ufffd\ud83d\ude00 \\u0000",
            PostgresText.MakeStorable("a\0b \ude00\ud83d\ud83d\ude00 \\u0000")
        );
    }

    private static string MakeStorable(string json) =>
        Encoding.UTF8.GetString(PostgresText.MakeStorable(Encoding.UTF8.GetBytes(json)).Span);
}
