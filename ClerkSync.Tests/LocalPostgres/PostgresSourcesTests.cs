using ClerkSync.LocalPostgres;

namespace ClerkSync.Tests.LocalPostgres;

public sealed class PostgresSourcesTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Unset_means_all_of_them(string? value) =>
        Assert.Equal([PostgresSource.Machine, PostgresSource.Npm, PostgresSource.Debian], PostgresSources.Parse(value));

    [Fact]
    public void Names_are_asked_in_their_order() =>
        Assert.Equal([PostgresSource.Debian, PostgresSource.Npm], PostgresSources.Parse("debian, npm"));

    [Theory]
    [InlineData("docker")]
    [InlineData("npm,")]
    public void Unknown_name_is_rejected_with_the_known_ones(string value)
    {
        var exception = Assert.Throws<LocalPostgresException>(() => PostgresSources.Parse(value));

        Assert.Contains("machine, npm, debian", exception.Message);
    }
}
