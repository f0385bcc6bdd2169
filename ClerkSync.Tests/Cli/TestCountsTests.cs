using System.Xml.Linq;
using ClerkSync.Cli.Test;

namespace ClerkSync.Tests.Cli;

public sealed class TestCountsTests
{
    [Theory]
    [InlineData("""<Counters total="5" executed="5" passed="5" failed="0" error="0" />""", "5 passed, 0 failed")]
    [InlineData("""<Counters total="5" executed="5" passed="3" failed="2" error="0" />""", "3 passed, 2 failed")]
    [InlineData("""<Counters total="5" executed="5" passed="4" failed="0" error="1" />""", "4 passed, 1 failed")]
    [InlineData("""<Counters total="5" executed="3" passed="3" failed="0" />""", "3 passed, 0 failed, 2 skipped")]
    public void Counters_are_formatted_as_one_line(string counters, string line) =>
        Assert.Equal(line, TestCounts.Read(new XDocument(XElement.Parse(counters)))?.ToString());

    [Fact]
    public void Folder_without_results_has_no_counts() => Assert.Null(TestCounts.Find(Path.GetTempPath()));
}
