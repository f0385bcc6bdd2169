using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Instance;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ClerkSync.LocalHost.Up;

/// <summary>Prevents <c>up</c> from using a Clerk with a database that belongs to another Clerk.</summary>
internal sealed class UpInstance(IServiceProvider functions, DataFolder data)
{
    private static readonly TimeSpan PatienceWithClerk = TimeSpan.FromSeconds(5);

    private readonly InstanceTable _table = functions.GetRequiredService<InstanceTable>();

    /// <summary>Records the simulated Clerk's instance if the database has none yet.</summary>
    /// <param name="simulated">The id of the simulated instance.</param>
    /// <param name="isCertain">
    /// Whether the rows in the database must come from the simulated Clerk, even if no instance is recorded.
    /// </param>
    /// <exception cref="UpException">The database belongs to another instance, or has users but no recorded instance.</exception>
    public async Task EnsureSimulatedAsync(string simulated, bool isCertain, CancellationToken cancellationToken)
    {
        var recorded = await _table.FindAsync(cancellationToken);
        if (recorded is null && !isCertain && await HasUsersAsync(cancellationToken))
        {
            throw new UpException(
                "The database of DATABASE_URL has users but no recorded Clerk instance, so up does not simulate a Clerk for it. "
                    + "Set CLERK_WEBHOOK_SIGNING_SECRET, CLERK_SECRET_KEY and CLERK_ISSUER of its Clerk instance, or use an empty "
                    + "database. If its users are only test data, run: up --simulate"
            );
        }

        recorded ??= await _table.RecordAsync(simulated, InstanceTable.ByKey, cancellationToken);
        if (recorded.ClerkId != simulated)
        {
            throw new UpException(
                $"The database belongs to the Clerk instance {recorded.ClerkId}, so up does not start the simulated Clerk ({simulated}) for it. "
                    + "Set CLERK_WEBHOOK_SIGNING_SECRET, CLERK_SECRET_KEY and CLERK_ISSUER of that instance, or use another "
                    + "database: a new data folder (--data DIR) has its own. If the users are only test data, run: "
                    + "clerksync instance reset --yes, then up --simulate"
            );
        }
    }

    /// <summary>Compares the key's instance with the recorded one. Records it if there is none.</summary>
    /// <param name="isOwn">
    /// Whether the database is that of the data folder, in which earlier releases of <c>up</c> recorded no instance.
    /// </param>
    /// <param name="hasKey">Whether a secret key is configured.</param>
    /// <param name="progress">Receives a sentence when Clerk cannot be queried for the key's instance.</param>
    /// <exception cref="UpException">The database belongs to another instance.</exception>
    public async Task EnsureRealAsync(
        bool isOwn,
        bool hasKey,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        var recorded = await _table.FindAsync(cancellationToken);
        var simulated = LocalClerk.FindInstanceId(data);
        if (
            simulated is not null
            && (recorded?.ClerkId ?? (isOwn && await HasUsersAsync(cancellationToken) ? simulated : null)) == simulated
        )
        {
            throw new UpException(
                $"The database has the users of the simulated Clerk ({simulated}), so up does not use it with a real Clerk. "
                    + "Choose a new data folder, which has its own database: --data DIR. To continue the simulation, run: up --simulate"
            );
        }

        if (!hasKey)
        {
            return;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(PatienceWithClerk);
        try
        {
            if (await functions.GetRequiredService<ClerkInstance>().JudgeKeyAsync(patience.Token) is { } mismatch)
            {
                throw new UpException(mismatch.OfKey);
            }
        }
        catch (Exception exception)
            when (exception is ClerkApiException or OperationCanceledException
                && !cancellationToken.IsCancellationRequested
            )
        {
            progress.Report(
                $"The instance of CLERK_SECRET_KEY could not be read from Clerk. {(exception is ClerkApiException ? ShownError.Describe(exception) : "")}".TrimEnd()
            );
        }
    }

    private async Task<bool> HasUsersAsync(CancellationToken cancellationToken)
    {
        await using var command = functions
            .GetRequiredService<NpgsqlDataSource>()
            .CreateCommand("select exists (select from users)");
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
