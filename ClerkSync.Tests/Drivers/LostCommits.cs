using ClerkSync.Core.Database;

namespace ClerkSync.Tests.Drivers;

/// <summary>Stands between an app and Postgres, and cuts the line when Postgres answers that it has committed.</summary>
internal sealed class LostCommits : IAsyncDisposable
{
    private readonly PostgresRelay _relay;
    private int _toLose;

    private LostCommits(TestDatabase database) =>
        _relay = PostgresRelay.Start(DatabaseUrl.Parse(database.AppUrl).ConnectionString, IsPassedOn);

    public string ConnectionString => _relay.ConnectionString;

    /// <summary>How many answers were not passed on.</summary>
    public int Lost { get; private set; }

    public static LostCommits Start(TestDatabase database) => new(database);

    /// <summary>The answers to the next commits are lost.</summary>
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
