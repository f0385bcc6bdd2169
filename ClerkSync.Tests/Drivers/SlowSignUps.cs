namespace ClerkSync.Tests.Drivers;

/// <summary>Slows down each transaction with a new user, so that a test can act while it is in progress.</summary>
internal static class SlowSignUps
{
    public static Task MakeSignUpsSlowAsync(this TestDatabase database) =>
        database.ExecuteAsync(
            """
            create or replace function take_time() returns trigger language plpgsql as
                'begin perform pg_sleep(1.5); return null; end';
            create or replace trigger take_time after insert on users for each statement execute function take_time()
            """
        );

    /// <summary>Waits until a slow transaction is in progress.</summary>
    public static async Task WaitForASlowSignUpAsync(this TestDatabase database)
    {
        const string Sleeps =
            "select exists (select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep')";
        while (!await database.ScalarAsync<bool>(Sleeps))
        {
            await Task.Delay(10);
        }
    }
}
