using ClerkSync.Core.Disclosure;

namespace ClerkSync.Tests.Disclosure;

public sealed class CountedTests
{
    [Theory]
    [InlineData(0, "0 rows")]
    [InlineData(1, "1 row")]
    [InlineData(-1, "-1 row")]
    [InlineData(1200, "1,200 rows")]
    public void Only_a_count_of_one_is_singular(long count, string text) =>
        Assert.Equal(text, Counted.Of(count, "row"));
}
