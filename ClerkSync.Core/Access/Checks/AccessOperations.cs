using ClerkSync.Core.Access.Connections;
using ClerkSync.Core.Access.Fields;
using ClerkSync.Core.Access.Repairs;
using ClerkSync.Core.Mirror;
using ClerkSync.Core.StripeApi;

namespace ClerkSync.Core.Access.Checks;

/// <summary>Compares what people may use with what they pay for. The routes, the timer and the CLI share these operations.</summary>
public sealed class AccessOperations : IBackgroundWork
{
    private readonly SourceCatalog _catalog;
    private readonly AccessCheck _check;
    private readonly PriceProposals _prices;
    private readonly SyncRunner _runner;
    private readonly StripeAccount _stripe;
    private readonly ClerkSyncSettings _settings;

    internal AccessOperations(
        AccessSettingsTable mapping,
        AccessFieldReader fields,
        AccessIncidents incidents,
        AccessConnections connections,
        AccessRepairs repairs,
        SourceCatalog catalog,
        AccessCheck check,
        PriceProposals prices,
        SyncRunner runner,
        StripeAccount stripe,
        ClerkSyncSettings settings
    ) =>
        (Mapping, Fields, Incidents, Connections, Repairs, _catalog, _check, _prices, _runner, _stripe, _settings) = (
            mapping,
            fields,
            incidents,
            connections,
            repairs,
            catalog,
            check,
            prices,
            runner,
            stripe,
            settings
        );

    internal AccessSettingsTable Mapping { get; }

    internal AccessFieldReader Fields { get; }

    internal AccessIncidents Incidents { get; }

    internal AccessConnections Connections { get; }

    internal AccessRepairs Repairs { get; }

    /// <summary>Whether a Stripe key is configured.</summary>
    /// <exception cref="SettingException">The key is malformed.</exception>
    internal bool HasStripeKey => _stripe.FindKey() is not null;

    SyncRunKind IBackgroundWork.Kind => SyncRunKind.Access;

    Task IBackgroundWork.WorkAsync(StartedRun started, RunOptions options, CancellationToken cancellationToken) =>
        RunAsync(started, prepared: null, cancellationToken);

    /// <summary>Checks all accounts, or one, with the configured key. A check of all is a run in <c>sync_runs</c>.</summary>
    /// <param name="onlyClerkId">Null checks all accounts.</param>
    /// <returns>Null when nothing is mapped yet.</returns>
    /// <exception cref="SettingException">
    /// No Stripe key is configured, or one of Stripe's and Clerk's keys is live and the other is not.
    /// </exception>
    internal async Task<AccessCheckReport?> CheckAsync(string? onlyClerkId, CancellationToken cancellationToken)
    {
        if (await PrepareAsync(cancellationToken) is not { } check)
        {
            return null;
        }

        if (onlyClerkId is not null)
        {
            return await check(onlyClerkId, _ => { }, cancellationToken);
        }

        var started = await _runner.StartAsync(SyncRunKind.Access, resume: false, options: null, cancellationToken);
        return await RunAsync(started, check, cancellationToken);
    }

    /// <summary>Whether a check can start.</summary>
    /// <returns>False when nothing is mapped yet.</returns>
    /// <exception cref="SettingException">
    /// The keys are missing, malformed or of different modes, as for a check.
    /// </exception>
    internal async Task<bool> IsReadyAsync(CancellationToken cancellationToken) =>
        await PrepareAsync(cancellationToken) is not null;

    internal async Task<AccessStatus> ReadStatusAsync(CancellationToken cancellationToken)
    {
        var mapping = await Mapping.FindAsync(cancellationToken);
        var last = await Incidents.FindLastCheckAsync(cancellationToken);
        return new AccessStatus
        {
            Clerk = new(_settings.ClerkSecretKey?.Masked),
            Stripe = new(_stripe.FindKey()?.ToString()),
            Source =
                mapping is null ? null
                : mapping.Users.Table is null ? "clerk"
                : "postgres",
            CheckedAt = last?.FinishedAt,
            IsComplete = last?.IsComplete,
            OpenIncidents = await Incidents.CountOpenAsync(cancellationToken),
        };
    }

    private Task<AccessCheckReport> RunAsync(
        StartedRun started,
        PreparedCheck? prepared,
        CancellationToken cancellationToken
    ) =>
        _runner.RunAsync(
            started,
            AccessJson.Default.AccessCheckReport,
            async run =>
                (prepared ?? await PrepareAsync(run.CancellationToken)) is { } check
                    ? await check(null, added => run.Progress += added, run.CancellationToken)
                    : new AccessCheckReport { Problem = "Nothing is mapped any more." },
            cancellationToken
        );

    /// <summary>Reads the mapping and the keys; null when nothing is mapped.</summary>
    private async Task<PreparedCheck?> PrepareAsync(CancellationToken cancellationToken)
    {
        if (await Mapping.FindAsync(cancellationToken) is not { } mapping)
        {
            return null;
        }

        var key = GetStripeKey();
        return (onlyClerkId, count, token) =>
            _check.RunAsync(_stripe.CreateClient(key), mapping, onlyClerkId, count, token);
    }

    /// <summary>The prices of Stripe's that are not mapped, and the plans that they may stand for.</summary>
    /// <exception cref="SettingException">
    /// The keys are missing, malformed or of different modes, as for a check.
    /// </exception>
    /// <exception cref="StripeApiException">Stripe returns no usable response.</exception>
    internal async Task<IReadOnlyList<ProposedPrice>> ProposePricesAsync(CancellationToken cancellationToken) =>
        await _prices.ReadAsync(
            _stripe.CreateClient(GetStripeKey()),
            await Mapping.FindAsync(cancellationToken),
            cancellationToken
        );

    /// <summary>Validates a mapping against the rules and the database, and saves it.</summary>
    /// <returns>A sentence that says what is wrong; null when the mapping was saved.</returns>
    internal async Task<string?> SaveMappingAsync(AccessSettings settings, CancellationToken cancellationToken)
    {
        if (MappingRules.FindMistake(settings) is { } mistake)
        {
            return mistake;
        }

        try
        {
            await _catalog.ReadAsync(settings, cancellationToken);
        }
        catch (SourceException exception)
        {
            return exception.Message;
        }

        await Mapping.SaveAsync(settings, cancellationToken);
        return null;
    }

    private StripeSecretKey GetStripeKey()
    {
        var key = _stripe.GetKey();
        KeyModes.EnsureSame(_settings.ClerkSecretKey, key);
        return key;
    }

    private delegate Task<AccessCheckReport> PreparedCheck(
        string? onlyClerkId,
        Action<int> count,
        CancellationToken cancellationToken
    );
}
