using System.Text.Json.Serialization;

namespace ClerkSync.Core.Access;

/// <summary>What the owner decides about payments that are late, paused, refunded or disputed.</summary>
/// <remarks>With <c>set</c>, because generated JSON readers give an absent <c>init</c> member no default.</remarks>
internal sealed record AccessPolicies
{
    /// <summary>For how many days after a renewal that was not paid a <c>past_due</c> subscription still grants. 0 is none.</summary>
    public int PastDueGraceDays { get; set; } = 7;

    /// <summary>
    /// How many days after its period a subscription that Stripe still calls active grants. Stripe renews within hours, so one that is
    /// later is not being billed.
    /// </summary>
    public int StaleAfterDays { get; set; } = 3;

    /// <summary>Whether a subscription with <c>pause_collection</c> grants.</summary>
    public PausePolicy PausedCollection { get; set; } = PausePolicy.ByBehavior;

    /// <summary>From when on a dispute of the current period's payment denies.</summary>
    public DisputePolicy Disputes { get; set; } = DisputePolicy.DenyWhenOpened;

    /// <summary>Whether a full refund of the current period's payment denies. A partial one never does.</summary>
    public bool FullRefundDenies { get; set; } = true;
}

/// <summary>Whether a subscription grants while its collection is paused.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PausePolicy>))]
internal enum PausePolicy
{
    /// <summary>
    /// <c>void</c> denies, <c>keep_as_draft</c> and <c>mark_uncollectible</c> grant, as Stripe describes their use: services that are not
    /// provided, or provided for free.
    /// </summary>
    ByBehavior,

    /// <summary>It grants.</summary>
    Grant,

    /// <summary>It denies.</summary>
    Deny,
}

/// <summary>From when on a dispute denies.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DisputePolicy>))]
internal enum DisputePolicy
{
    /// <summary>While it is open, and once it is lost.</summary>
    DenyWhenOpened,

    /// <summary>Once it is lost.</summary>
    DenyWhenLost,

    /// <summary>Never.</summary>
    Ignore,
}
