using ClerkSync.Core.Database;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Mirror;
using ClerkSync.Core.StripeApi;

namespace ClerkSync.Core.Access.Checks;

/// <summary>Compares every account with Stripe, and stores the differences as incidents.</summary>
internal sealed class AccessCheck(
    SourceCatalog catalog,
    AccessAccounts accounts,
    AccessReadings readings,
    AccessIncidents incidents,
    DatabaseWriter writer,
    TimeProvider time
)
{
    private const int ChunkSize = 500;

    /// <summary>Covers a yearly period and its disputes. Older refunds belong to periods that have ended.</summary>
    private static readonly TimeSpan ReversalsSince = TimeSpan.FromDays(500);

    /// <summary>
    /// The limit of customers that Stripe does not know; each costs a request. More than this, and more than a tenth of the accounts, mean
    /// that the key belongs to another Stripe account.
    /// </summary>
    private const int MostUnknownCustomers = 200;

    /// <summary>Checks all accounts, or one.</summary>
    /// <param name="onlyClerkId">Null checks all accounts.</param>
    /// <param name="count">Called with the number of accounts that were compared since the last call.</param>
    /// <returns>If the report is incomplete, no incident of an unseen account was opened or closed.</returns>
    public async Task<AccessCheckReport> RunAsync(
        StripeApiClient stripe,
        AccessSettings settings,
        string? onlyClerkId,
        Action<int> count,
        CancellationToken cancellationToken
    )
    {
        var runId = await StartAsync(onlyClerkId, cancellationToken);
        AccessCheckReport report;
        try
        {
            try
            {
                // First, because a mapping that does not fit should fail before the slow requests to Stripe.
                settings = await catalog.ReadAsync(settings, cancellationToken);
                await ReadStripeAsync(runId, stripe, cancellationToken);
                var features = await stripe.GetFeaturesAsync(cancellationToken);
                var read = await ReadAccountsAsync(runId, settings, cancellationToken);
                await readings.AddDeletedAsync(runId, cancellationToken);
                report = await DecideAsync(
                    runId,
                    new Judging(stripe, WithFeatures(settings, features), onlyClerkId, read, count),
                    cancellationToken
                );
            }
            catch (Exception exception) when (exception is StripeApiException or SourceException)
            {
                report = new AccessCheckReport { Problem = exception.Message };
            }
        }
        catch (Exception)
        {
            await FinishAsync(runId, "incomplete", null, "The check failed before its end.");
            throw;
        }

        await FinishAsync(runId, report.IsComplete ? "succeeded" : "incomplete", report.Checked, report.Problem);
        return report;
    }

    private async Task ReadStripeAsync(long runId, StripeApiClient stripe, CancellationToken cancellationToken)
    {
        // Refunds come first: a payment made in between is read with its subscription and cannot have been refunded yet.
        await foreach (var page in stripe.ListReversalsAsync(time.GetUtcNow() - ReversalsSince, cancellationToken))
        {
            await readings.AddReversalsAsync(runId, page, cancellationToken);
        }

        await foreach (var page in stripe.ListSubscriptionsAsync(cancellationToken))
        {
            await readings.AddSubscriptionsAsync(runId, page, cancellationToken);
        }
    }

    private async Task<int> ReadAccountsAsync(long runId, AccessSettings settings, CancellationToken cancellationToken)
    {
        var read = 0;
        await foreach (
            var chunk in accounts
                .StreamAsync(settings, cancellationToken)
                .Chunk(ChunkSize)
                .WithCancellation(cancellationToken)
        )
        {
            await readings.AddAccountsAsync(runId, chunk, settings, cancellationToken);
            read += chunk.Length;
        }

        await ReadRowsAsync(runId, settings, cancellationToken);
        return read;
    }

    private async Task ReadRowsAsync(long runId, AccessSettings settings, CancellationToken cancellationToken)
    {
        var (read, known) = (0, 0);
        await foreach (
            var chunk in accounts
                .StreamRowsAsync(settings, cancellationToken)
                .Chunk(ChunkSize)
                .WithCancellation(cancellationToken)
        )
        {
            known += await readings.AddRowsAsync(runId, chunk, settings, cancellationToken);
            read += chunk.Length;
        }

        if (read > 0 && known == 0)
        {
            throw new SourceException(
                $"The mapped table has {Counted.Of(read, "row")}, but none has the Clerk id of an account in its key column. Set the right column: "
                    + "access map --key COLUMN."
            );
        }
    }

    private async Task<AccessCheckReport> DecideAsync(long runId, Judging judging, CancellationToken cancellationToken)
    {
        var undecided = new List<string>();
        string? problem = null;
        var (compared, found, unknown, after) = (0, 0, 0, "");
        IReadOnlyList<ReadAccount> page;
        do
        {
            page = await readings.ReadAsync(runId, after, judging.OnlyClerkId, cancellationToken);
            var findings = new List<(string, AccessFinding)>();
            foreach (var account in page)
            {
                try
                {
                    var (finding, isUnknown) = await DecideAsync(account, judging, cancellationToken);
                    unknown += isUnknown ? 1 : 0;
                    if (finding is not null)
                    {
                        findings.Add((account.ClerkId, finding));
                    }
                }
                catch (StripeApiException exception)
                {
                    undecided.Add(account.ClerkId);
                    problem = exception.Message;
                }

                EnsureSameStripe(unknown, judging.Accounts);
            }

            await incidents.AddFindingsAsync(runId, findings, cancellationToken);
            compared += page.Count;
            judging.Count(page.Count);
            found += findings.Count;
            after = page.Count > 0 ? page[^1].ClerkId : after;
        } while (page.Count > 0);

        var steps = await incidents.ApplyAsync(
            runId,
            undecided,
            judging.OnlyClerkId,
            time.GetUtcNow(),
            cancellationToken
        );
        return new AccessCheckReport
        {
            Checked = compared - undecided.Count,
            Found = found,
            Steps = steps,
            Problem = problem,
        };
    }

    /// <summary>
    /// Requests a customer from Stripe only if something is wrong and the customer has no subscription. A check therefore needs one request
    /// per hundred subscriptions, and none per account.
    /// </summary>
    private async Task<(AccessFinding? Finding, bool IsUnknown)> DecideAsync(
        ReadAccount account,
        Judging judging,
        CancellationToken cancellationToken
    )
    {
        var evidence = account.ToEvidence();
        var finding = Decide(evidence, account, judging);
        if (
            finding is null
            || account is { IsDeleted: true } or { CustomerId: null }
            || evidence.Subscriptions.Count > 0
        )
        {
            return (finding, false);
        }

        var state = await judging.Stripe.GetCustomerStateAsync(account.CustomerId, cancellationToken);
        return (Decide(evidence with { Customer = state }, account, judging), state != CustomerState.Known);
    }

    private AccessFinding? Decide(AccessEvidence evidence, ReadAccount account, Judging judging) =>
        AccessDecision.Decide(
            evidence,
            (account.IsOrganization ? judging.Settings.Organizations : null) ?? judging.Settings.Users,
            judging.Settings.Policies,
            time.GetUtcNow()
        );

    private static void EnsureSameStripe(int unknown, int accounts)
    {
        if (unknown > MostUnknownCustomers && unknown > accounts / 10)
        {
            throw new StripeApiException(
                StripeApiErrorKind.Unexpected,
                $"Stripe does not know {unknown} of the customers that are stored with accounts. Does {StripeSecretKey.Setting} belong to another Stripe "
                    + "account, or to the other mode (test or live)?"
            );
        }
    }

    private static AccessSettings WithFeatures(
        AccessSettings settings,
        IReadOnlyDictionary<string, IReadOnlyList<string>> features
    ) =>
        settings with
        {
            Users = settings.Users with { Features = features },
            Organizations = settings.Organizations is { } organizations
                ? organizations with
                {
                    Features = features,
                }
                : null,
        };

    private async Task<long> StartAsync(string? onlyClerkId, CancellationToken cancellationToken)
    {
        var ids = await writer.WriteAsync(
            transaction =>
                transaction.QueryAsync<long>(
                    "insert into access_runs (clerk_id) values (@onlyClerkId) returning id",
                    new { onlyClerkId }
                ),
            cancellationToken
        );
        return ids.Single();
    }

    /// <summary>
    /// Finishes a run and deletes what it has read. Does the same for runs that started over a day ago and never finished.
    /// </summary>
    private Task<int> FinishAsync(long runId, string status, long? count, string? error) =>
        writer.WriteAsync(
            transaction =>
                transaction.ExecuteAsync(
                    """
                    update access_runs set status = @status, checked = @count, error = @error, finished_at = now() where id = @runId;
                    update access_runs set status = 'incomplete', error = 'The check was killed.', finished_at = now()
                    where status = 'running' and started_at < now() - interval '1 day';
                    delete from access_read_accounts read using access_runs run where run.id = read.run_id and run.status <> 'running';
                    delete from access_read_subscriptions read using access_runs run where run.id = read.run_id and run.status <> 'running';
                    delete from access_read_reversals read using access_runs run where run.id = read.run_id and run.status <> 'running';
                    delete from access_read_findings read using access_runs run where run.id = read.run_id and run.status <> 'running';
                    """,
                    new
                    {
                        runId,
                        status,
                        count,
                        error,
                    }
                ),
            CancellationToken.None
        );

    private sealed record Judging(
        StripeApiClient Stripe,
        AccessSettings Settings,
        string? OnlyClerkId,
        int Accounts,
        Action<int> Count
    );
}

internal sealed record AccessCheckReport : IRunResult
{
    /// <summary>The number of accounts that were compared.</summary>
    public int Checked { get; init; }

    /// <summary>How many of the compared accounts have an incident.</summary>
    public int Found { get; init; }

    public AccessSteps Steps { get; init; } = new();

    /// <summary>Why the check is incomplete; null when it is complete.</summary>
    public string? Problem { get; init; }

    public bool IsComplete => Problem is null;
}
