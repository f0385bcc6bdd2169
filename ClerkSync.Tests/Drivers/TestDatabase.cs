using Dapper;
using Npgsql;

namespace ClerkSync.Tests.Drivers;

/// <summary>A separate database for each test class that uses it as a fixture.</summary>
public class TestDatabase : IAsyncLifetime
{
    static TestDatabase() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    private NpgsqlDataSource? _dataSource;

    /// <summary>The connection string for the test code.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary><c>DATABASE_URL</c> of the tested apps.</summary>
    public virtual string AppUrl => ConnectionString;

    public NpgsqlDataSource DataSource => _dataSource!;

    public virtual async Task InitializeAsync() => Use(await TestPostgres.CreateDatabaseAsync());

    public virtual async Task DisposeAsync() => await DataSource.DisposeAsync();

    protected void Use(string connectionString)
    {
        ConnectionString = connectionString;
        _dataSource = NpgsqlDataSource.Create(connectionString);
    }

    public async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = await DataSource.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, parameters);
    }

    /// <summary>Deletes the recorded Clerk instance, for a test with its own Clerk.</summary>
    public Task ForgetInstanceAsync() => ExecuteAsync("delete from clerk_instance");

    public async Task<T> ScalarAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await DataSource.OpenConnectionAsync();
        return (await connection.ExecuteScalarAsync<T>(sql, parameters))!;
    }

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await DataSource.OpenConnectionAsync();
        return (await connection.QueryAsync<T>(sql, parameters)).AsList();
    }

    /// <summary>Runs an action while a statement is not committed. Commits when the action is done or has waited for 500 ms.</summary>
    public async Task<T> MeanwhileAsync<T>(string sql, Func<Task<T>> act)
    {
        await using var connection = await DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(sql);
        var acting = act();
        await Task.WhenAny(acting, Task.Delay(TimeSpan.FromMilliseconds(500)));
        await transaction.CommitAsync();
        return await acting;
    }

    internal async Task<UserRow?> FindUserAsync(string clerkId) =>
        (
            await QueryAsync<UserRow>($"select {UserRow.Columns} from users where clerk_id = @clerkId", new { clerkId })
        ).SingleOrDefault();

    internal async Task<string?> FindOutcomeAsync(string svixId) =>
        await ScalarAsync<string?>("select outcome from webhook_deliveries where svix_id = @svixId", new { svixId });
}
