using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Core.Mirror;

/// <summary>Makes sure that the key belongs to the Clerk instance whose mirror the database is.</summary>
internal sealed partial class ClerkInstance(ClerkApiClient clerk, DatabaseWriter writer, ILogger<ClerkInstance> logger)
{
    // What changed since the start of a pass is told by comparing our clock with Clerk's times.
    private static readonly TimeSpan MostDifference = TimeSpan.FromMinutes(1);

    /// <summary>Compares the key's instance with the recorded one; the first one that comes is recorded.</summary>
    /// <exception cref="MirrorException">It is another.</exception>
    public async Task EnsureSameAsync(CancellationToken cancellationToken)
    {
        var instance = await clerk.GetInstanceAsync(cancellationToken);
        if (clerk.ClockDifference is { } difference && difference.Duration() > MostDifference)
        {
            LogClockIsOff((long)difference.Duration().TotalSeconds);
        }

        var recorded = await writer.WriteAsync(
            transaction =>
                transaction.QueryAsync<string>(
                    """
                    insert into clerk_instance (clerk_id) values (@Id)
                    on conflict (is_only) do update set clerk_id = clerk_instance.clerk_id
                    returning clerk_id
                    """,
                    new { Id = instance.Id.Value }
                ),
            cancellationToken
        );
        if (recorded[0] != instance.Id.Value)
        {
            throw new MirrorException(
                $"This database mirrors the Clerk instance {recorded[0]}, but CLERK_SECRET_KEY belongs to {instance.Id}. "
                    + "Nothing was changed. Use the key of that instance, or another database."
            );
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "This machine's clock and Clerk's differ by {Seconds} s. Set it by NTP: until then drift may name what is on its way"
    )]
    private partial void LogClockIsOff(long seconds);
}
