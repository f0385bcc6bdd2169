using ClerkSync.LocalPostgres;

namespace ClerkSync.Tests.LocalPostgres;

public sealed class PostgresSourcesTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Unset_value_selects_all_sources(string? value) =>
        Assert.Equal([PostgresSource.Machine, PostgresSource.Npm, PostgresSource.Debian], PostgresSources.Parse(value));

    [Fact]
    public void Sources_are_used_in_the_given_order() =>
        Assert.Equal([PostgresSource.Debian, PostgresSource.Npm], PostgresSources.Parse("debian, npm"));

    [Theory]
    [InlineData("docker")]
    [InlineData("npm,")]
    public void Unknown_source_is_rejected_with_the_known_sources(string value)
    {
        var exception = Assert.Throws<LocalPostgresException>(() => PostgresSources.Parse(value));

        Assert.Contains("machine, npm, debian", exception.Message);
    }
}
