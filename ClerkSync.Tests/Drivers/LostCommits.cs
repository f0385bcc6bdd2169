using ClerkSync.Core.Database;

namespace ClerkSync.Tests.Drivers;

/// <summary>A relay between an app and Postgres that closes the connection when Postgres confirms a commit.</summary>
internal sealed class LostCommits : IAsyncDisposable
{
    private readonly PostgresRelay _relay;
    private int _toLose;

    private LostCommits(TestDatabase database) =>
        _relay = PostgresRelay.Start(DatabaseUrl.Parse(database.AppUrl).ConnectionString, IsPassedOn);

    public string ConnectionString => _relay.ConnectionString;

    /// <summary>The number of lost confirmations.</summary>
    public int Lost { get; private set; }

    public static LostCommits Start(TestDatabase database) => new(database);

    /// <summary>Loses the confirmations of the next commits.</summary>
    public void Lose(int commits) => _toLose = commits;

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    private bool IsPassedOn(ReadOnlyMemory<byte> bytes, bool isAnswer)
    {
        if (!isAnswer || _toLose == 0 || bytes.Span.IndexOf("COMMIT\0"u8) < 0)
        {
            return true;
        }

        _toLose--;
        Lost++;
        return false;
    }
}
