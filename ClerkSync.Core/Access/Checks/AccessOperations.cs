using ClerkSync.Core.Access.Connections;
using ClerkSync.Core.Access.Fields;
using ClerkSync.Core.StripeApi;

namespace ClerkSync.Core.Access.Checks;

/// <summary>What the routes, the timer and the CLI do about access.</summary>
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

    /// <summary>Whether there is a key to read Stripe with.</summary>
    /// <exception cref="SettingException">It is malformed.</exception>
    internal bool HasStripeKey => _stripe.FindKey() is not null;

    /// <summary>Checks everyone, or one account, with the configured key.</summary>
    /// <param name="onlyClerkId">The account; null is everyone.</param>
    /// <returns>What was found; null when nothing is mapped yet.</returns>
    /// <exception cref="SettingException">There is no key to read Stripe with, or it is of the other mode than Clerk's.</exception>
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

    /// <summary>Saves a mapping that the rules and the database accept.</summary>
    /// <returns>What is wrong with it, in a sentence; null when it was saved.</returns>
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
