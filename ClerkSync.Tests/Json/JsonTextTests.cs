using ClerkSync.Core.Json;

namespace ClerkSync.Tests.Json;

public class JsonTextTests
{
    [Theory]
    [InlineData("""{}""", """{}""")]
    [InlineData("""{"plan":"pro","a":1}""", """{"a": 1, "plan": "pro"}""")]
    [InlineData("""{"a":[1,2,{"b":"c"}],"d":null}""", """{"d": null, "a": [1, 2, {"b": "c"}]}""")]
    [InlineData("""{"a":{"x":1,"yy":2}}""", """{"a": {"yy": 2, "x": 1}}""")]
    [InlineData("""{"a":1.50e1}""", """{"a": 15.0}""")]
    [InlineData("""{"a":"\u00e9"}""", """{"a": "é"}""")]
    [InlineData("""{"a":"b\\","c":"\",\""}""", """{"c": "\",\"", "a": "b\\"}""")]
    public void Objects_with_the_same_content_are_equal(string left, string right)
    {
        var areEqual = JsonText.AreEqual(left, right);

        Assert.True(areEqual);
    }

    [Theory]
    [InlineData("""{"a":1}""", """{}""")]
    [InlineData("""{"a":1}""", """{"a": 1, "b": 2}""")]
    [InlineData("""{"a":1,"b":2}""", """{"a": 2, "b": 1}""")]
    [InlineData("""{"a":"b c"}""", """{"a": "bc"}""")]
    [InlineData("""{"a":"b"}""", """{"a ": "b"}""")]
    [InlineData("""{"a":"\"  "}""", """{"a": "\""}""")]
    [InlineData("""{"a":[1,2]}""", """{"a": [2, 1]}""")]
    [InlineData("""{"a":[1,2],"b":[3,4]}""", """{"a": [1, 4], "b": [3, 2]}""")]
    [InlineData("""{"a":1,"a":1}""", """{"a": 1, "b": 2}""")]
    [InlineData("""{"a":{"b":1},"c":2}""", """{"a": {"b": 1, "c": 2}}""")]
    public void Objects_with_different_content_are_not_equal(string left, string right)
    {
        var areEqual = JsonText.AreEqual(left, right);

        Assert.False(areEqual);
    }

    [Fact]
    public void Objects_with_many_members_or_long_values_are_compared()
    {
        var numbers = Enumerable.Range(0, 100).ToList();
        var many = $"{{{string.Join(',', numbers.Select(n => $"\"k{n}\":{n}"))}}}";
        var reversed = $"{{{string.Join(", ", Enumerable.Reverse(numbers).Select(n => $"\"k{n}\": {n}"))}}}";
        var text = new string('x', 5000);

        Assert.True(JsonText.AreEqual(many, reversed));
        Assert.True(JsonText.AreEqual($$"""{"a":"{{text}}","b":1}""", $$"""{"b": 1, "a": "{{text}}"}"""));
        Assert.False(JsonText.AreEqual($$"""{"a":"{{text}}","b":1}""", $$"""{"b": 2, "a": "{{text}}"}"""));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(1)]
    public void Objects_with_the_maximum_depth_are_compared_on_a_thread_with_a_small_stack(int stackInMegabytes)
    {
        var depth = ClerkJson.MaxDepth - 1;
        var nested = $$"""{"a":{{new string('[', depth)}}{{new string(']', depth)}}}""";
        var (isEqual, isOtherEqual) = (false, true);
        var thread = new Thread(
            () =>
            {
                isEqual = JsonText.AreEqual(nested, nested.Replace(":", ": ", StringComparison.Ordinal));
                isOtherEqual = JsonText.AreEqual(nested, nested.Replace("[]", "[1]", StringComparison.Ordinal));
            },
            stackInMegabytes * 1024 * 1024
        );

        thread.Start();
        thread.Join();

        Assert.True(isEqual);
        Assert.False(isOtherEqual);
    }
}
