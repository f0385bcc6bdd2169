using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace ClerkSync.Core.Access;

/// <summary>The operator's decisions about payments that are late, paused, refunded or disputed.</summary>
/// <remarks>
/// Members use <c>set</c>, because source-generated JSON deserialization ignores the default of an absent <c>init</c> member.
/// </remarks>
internal sealed record AccessPolicies
{
    /// <summary>The maximum of a member that counts days.</summary>
    public const int MostDays = 365;

    /// <summary>How many days a <c>past_due</c> subscription still grants access after an unpaid renewal. 0 means not at all.</summary>
    [Range(0, MostDays)]
    public int PastDueGraceDays { get; set; } = 7;

    /// <summary>
    /// How many days a subscription that Stripe reports as active grants access after its period has ended. Stripe renews within hours, so
    /// one that is still not renewed is not being billed.
    /// </summary>
    [Range(0, MostDays)]
    public int StaleAfterDays { get; set; } = 3;

    /// <summary>Whether a subscription with <c>pause_collection</c> grants access.</summary>
    public PausePolicy PausedCollection { get; set; } = PausePolicy.ByBehavior;

    /// <summary>When a dispute of the current period's payment denies access.</summary>
    public DisputePolicy Disputes { get; set; } = DisputePolicy.DenyWhenOpened;

    /// <summary>Whether a full refund of the current period's payment denies access. A partial refund never does.</summary>
    public bool FullRefundDenies { get; set; } = true;
}

[JsonConverter(typeof(JsonStringEnumConverter<PausePolicy>))]
internal enum PausePolicy
{
    /// <summary>
    /// <c>void</c> denies access; <c>keep_as_draft</c> and <c>mark_uncollectible</c> grant it. This follows Stripe's descriptions:
    /// <c>void</c> is for services that are not provided, the others for services that are provided for free.
    /// </summary>
    ByBehavior,

    Grant,

    Deny,
}

[JsonConverter(typeof(JsonStringEnumConverter<DisputePolicy>))]
internal enum DisputePolicy
{
    /// <summary>Denies access while the dispute is open, and after it is lost.</summary>
    DenyWhenOpened,

    /// <summary>Denies access after the dispute is lost.</summary>
    DenyWhenLost,

    Ignore,
}
