using ClerkSync.Core.Access.Connections;
using ClerkSync.Core.Access.Fields;
using ClerkSync.Core.StripeApi;

namespace ClerkSync.Core.Access.Checks;

/// <summary>The operations on access that the routes, the timer and the CLI share.</summary>
public sealed class AccessOperations
{
    private readonly SourceCatalog _catalog;
    private readonly AccessCheck _check;
    private readonly StripeAccount _stripe;
    private readonly ClerkSyncSettings _settings;

    internal AccessOperations(
        AccessSettingsTable mapping,
        AccessFieldReader fields,
        AccessIncidents incidents,
        AccessConnections connections,
        SourceCatalog catalog,
        AccessCheck check,
        StripeAccount stripe,
        ClerkSyncSettings settings
    ) =>
        (Mapping, Fields, Incidents, Connections, _catalog, _check, _stripe, _settings) = (
            mapping,
            fields,
            incidents,
            connections,
            catalog,
            check,
            stripe,
            settings
        );

    internal AccessSettingsTable Mapping { get; }

    internal AccessFieldReader Fields { get; }

    internal AccessIncidents Incidents { get; }

    internal AccessConnections Connections { get; }

    /// <summary>Whether a Stripe key is configured.</summary>
    /// <exception cref="SettingException">The key is malformed.</exception>
    internal bool HasStripeKey => _stripe.FindKey() is not null;

    /// <summary>Checks all accounts, or one, with the configured key.</summary>
    /// <param name="onlyClerkId">Null checks all accounts.</param>
    /// <returns>Null when nothing is mapped yet.</returns>
    /// <exception cref="SettingException">
    /// No Stripe key is configured, or one of Stripe's and Clerk's keys is live and the other is not.
    /// </exception>
    internal async Task<AccessCheckReport?> CheckAsync(string? onlyClerkId, CancellationToken cancellationToken)
    {
        if (await Mapping.FindAsync(cancellationToken) is not { } mapping)
        {
            return null;
        }

        var key = _stripe.GetKey();
        KeyModes.EnsureSame(_settings.ClerkSecretKey, key);
        return await _check.RunAsync(_stripe.CreateClient(key), mapping, onlyClerkId, cancellationToken);
    }

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
}
