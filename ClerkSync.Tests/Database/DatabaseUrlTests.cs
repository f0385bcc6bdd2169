using ClerkSync.Core;
using ClerkSync.Core.Database;
using Npgsql;

namespace ClerkSync.Tests.Database;

public sealed class DatabaseUrlTests
{
    [Fact]
    public void Url_is_read_whole()
    {
        var connection = DatabaseUrl.Parse(
            "postgresql://ada:secret@db.example.com:6543/app?schema=clerk&sslmode=require"
        );

        Assert.Equal(
            ("ada", "secret", "db.example.com", 6543, "app", "\"clerk\"", SslMode.Require),
            (
                connection.Username,
                connection.Password,
                connection.Host,
                connection.Port,
                connection.Database,
                connection.SearchPath,
                connection.SslMode
            )
        );
    }

    [Fact]
    public void Percent_encoded_parts_are_decoded()
    {
        var connection = DatabaseUrl.Parse("postgres://a%40b:p%3Aw%2F%25%23@localhost/my%20app");

        Assert.Equal(("a@b", "p:w/%#", "my app"), (connection.Username, connection.Password, connection.Database));
    }

    [Fact]
    public void Port_is_5432_when_the_url_names_none()
    {
        Assert.Equal(5432, DatabaseUrl.Parse("postgresql://localhost/app").Port);
    }

    [Fact]
    public void Keywords_are_read()
    {
        var connection = DatabaseUrl.Parse("Host=db;Username=ada;Password=secret;Database=app;Search Path=clerk");

        Assert.Equal(
            ("db", "ada", "app", "clerk"),
            (connection.Host, connection.Username, connection.Database, connection.SearchPath)
        );
    }

    [Fact]
    public void Behind_PgBouncer_no_search_path_is_sent()
    {
        var connection = DatabaseUrl.Parse("postgresql://localhost/app?pgbouncer=true&schema=clerk");

        Assert.Null(connection.SearchPath);
        Assert.True(connection.NoResetOnClose);
    }

    [Theory]
    [InlineData("not a url")]
    [InlineData("postgresql://")]
    [InlineData("postgresql://:secret-word@/app")]
    [InlineData("postgresql://ada:secret-word@host:port/app")]
    [InlineData("postgresql://ada:secret-word@host/app?sslmode=secret-word")]
    [InlineData("postgresql://ada:secret-word@host/app?connection_limit=secret-word")]
    [InlineData("Host=db;Pasword=secret-word")]
    [InlineData("Username=ada;Password=secret-word")]
    public void Malformed_value_is_refused_with_a_sentence_that_does_not_repeat_it(string value)
    {
        var refusal = Assert.Throws<SettingException>(() => DatabaseUrl.Parse(value));

        Assert.Contains("DATABASE_URL", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_parameter_is_named()
    {
        var refusal = Assert.Throws<SettingException>(() => DatabaseUrl.Parse("postgresql://localhost/app?schemma=x"));

        Assert.Contains("schemma", refusal.Message, StringComparison.Ordinal);
    }
}
