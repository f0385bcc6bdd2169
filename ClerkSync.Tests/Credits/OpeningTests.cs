using ClerkSync.Core;
using ClerkSync.Core.Credits;
using ClerkSync.Core.Database;
using ClerkSync.Core.Objects;
using ClerkSync.Core.Users;
using ClerkSync.Tests.Drivers;
using Dapper;
using Npgsql;

namespace ClerkSync.Tests.Credits;

/// <summary>The opening row of a ledger. The convergence tests show that every path writes it.</summary>
public sealed class OpeningTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private readonly ClerkId _ada = new(UserEvent.NewId());
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _app = await TestApp.StartAsync(_database, ("ClerkSync:DeleteMode", "soft"));
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Ledger_of_a_new_user_opens_with_10_credits()
    {
        await _app.DeliverAsync(UserEvent.Created(_ada.Value));

        var opening = Assert.Single(await ReadAsync());
        Assert.Equal(
            (10, 10, "opening", "clerksync"),
            (opening.Delta, opening.BalanceAfter, opening.Reason, opening.Actor)
        );
    }

    [Fact]
    public async Task Update_adds_no_second_opening_row()
    {
        await _app.DeliverAsync(UserEvent.Created(_ada.Value));

        await _app.DeliverAsync(UserEvent.Updated(_ada.Value) with { UpdatedAt = 1, FirstName = "Augusta" });

        Assert.Single(await ReadAsync());
    }

    [Theory]
    [InlineData(25)]
    [InlineData(0)]
    public async Task Ledger_opens_with_the_column_default_that_an_application_sets(long credits)
    {
        await _database.ExecuteAsync($"alter table users alter column credits set default {credits}");

        await _app.DeliverAsync(UserEvent.Created(_ada.Value));

        Assert.Equal(credits, Assert.Single(await ReadAsync()).Delta);
    }

    [Fact]
    public async Task Soft_deleted_user_keeps_the_ledger_when_restored()
    {
        await _app.DeliverAsync(UserEvent.Created(_ada.Value));
        var row = await _database.ScalarAsync<string>("select xmin::text from users");
        await WriteAsync(users =>
            ObjectWrite.Delete(users, _ada, DateTimeOffset.UtcNow, []) with
            {
                ComparedRow = row,
            }
        );

        await WriteAsync(users =>
            ObjectWrite.Create(users, new ClerkUser { Id = _ada, UpdatedAt = DateTimeOffset.UtcNow }) with
            {
                ComparedRow = ObjectWrite.NoRow,
            }
        );

        Assert.Single(await ReadAsync());
    }

    [Fact]
    public async Task Migration_opens_the_ledgers_of_existing_users()
    {
        await using var dataSource = NpgsqlDataSource.Create(await TestPostgres.CreateDatabaseAsync(isEmpty: true));
        await new Migrator(dataSource, [.. Migration.All.Where(migration => migration.Number < 4)]).MigrateAsync(
            CancellationToken.None
        );
        await using var connection = await dataSource.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            insert into users (clerk_id, credits, clerk_updated_at, clerk_event_at)
            values ('user_1', 10, now(), now()), ('user_2', 0, now(), now()), ('user_3', 7000000000, now(), now())
            """
        );

        await new Migrator(dataSource).MigrateAsync(CancellationToken.None);

        Assert.Empty(await Ledger.FindFaultsAsync(dataSource));
    }

    private async Task<IReadOnlyList<CreditTransaction>> ReadAsync() =>
        (await _app.Get<CreditHistory>().ListAsync(_ada, 10, null, CancellationToken.None)).Transactions;

    private Task<WriteOutcome> WriteAsync(Func<UserTable, ObjectWrite> write) =>
        _app.Get<ObjectWriter>().WriteAsync(write(_app.Get<UserTable>()), CancellationToken.None);
}
