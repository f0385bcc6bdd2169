using ClerkSync.Core.Database;
using ClerkSync.Tests.Drivers;
using Npgsql;

namespace ClerkSync.Tests.Database;

/// <summary>The forms of <c>DATABASE_URL</c>, each opened on a real server.</summary>
public sealed class DatabaseFormTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private NpgsqlConnectionStringBuilder Server => DatabaseUrl.Parse(database.ConnectionString);

    private string Credentials => $"{Server.Username}:{Uri.EscapeDataString(Server.Password ?? "")}";

    [Fact]
    public async Task Keywords_of_libpq_open_the_database() =>
        Assert.Equal(
            Server.Database,
            await AskAsync(
                $"host={Server.Host} port={Server.Port} user={Server.Username} password='{Server.Password}' dbname='{Server.Database}'",
                "select current_database()"
            )
        );

    [Fact]
    public async Task Second_host_is_used_when_the_first_does_not_answer() =>
        Assert.Equal(
            $"{Server.Port}",
            await AskAsync(
                $"postgresql://{Credentials}@127.0.0.1:1,{Server.Host}:{Server.Port}/{Server.Database}",
                "show port"
            )
        );

    [Fact]
    public async Task Options_reach_the_server() =>
        Assert.Equal(
            "7s",
            await AskAsync(
                $"postgresql://{Credentials}@{Server.Host}:{Server.Port}/{Server.Database}?options=-c%20lock_timeout%3D7s",
                "show lock_timeout"
            )
        );

    private static async Task<string?> AskAsync(string url, string sql)
    {
        await using var dataSource = DatabaseSource.Create(
            new DatabaseSettings { Connection = DatabaseUrl.Parse(url) }
        );
        await using var command = dataSource.CreateCommand(sql);
        return (string?)await command.ExecuteScalarAsync();
    }
}
