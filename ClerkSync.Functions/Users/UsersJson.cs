using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using ClerkSync.Core.ApiKeys;
using ClerkSync.Core.Credits;
using ClerkSync.Core.Database;
using ClerkSync.Core.Usage;
using ClerkSync.Core.Users;

namespace ClerkSync.Functions.Users;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(MeAnswer))]
[JsonSerializable(typeof(ApiKeysAnswer))]
[JsonSerializable(typeof(NewKeyBody))]
[JsonSerializable(typeof(NewKeyAnswer))]
[JsonSerializable(typeof(RevealAnswer))]
[JsonSerializable(typeof(CreditsAnswer))]
[JsonSerializable(typeof(UsageSummary))]
[JsonSerializable(typeof(RunBody))]
[JsonSerializable(typeof(RunAnswer))]
[JsonSerializable(typeof(User))]
[JsonSerializable(typeof(UserWithUsage))]
[JsonSerializable(typeof(PlanBody))]
[JsonSerializable(typeof(PlanAnswer))]
[JsonSerializable(typeof(CreditBody))]
[JsonSerializable(typeof(CreditAnswer))]
internal sealed partial class UsersJson : JsonSerializerContext;

/// <summary>The answer of <c>GET me</c>.</summary>
/// <param name="Organization">The organization that the user works in; null for a personal account.</param>
/// <param name="Plans">The plans from lowest to highest.</param>
/// <param name="Actions">The credits that an action costs; one that is not listed costs 1.</param>
internal sealed record MeAnswer(
    string ClerkId,
    string? Email,
    string? FirstName,
    string? LastName,
    string Plan,
    long Credits,
    DateTimeOffset CreatedAt,
    MyOrganization? Organization,
    IReadOnlyList<string> Plans,
    IReadOnlyDictionary<string, long> Actions
);

/// <summary>The organization of the session, with the user's role there, such as <c>org:admin</c>.</summary>
/// <param name="Name">Null until the organization's webhook has arrived.</param>
internal sealed record MyOrganization(string Id, string? Name, string? Slug, string? Role);

/// <summary>The answer of <c>GET me/api-keys</c>.</summary>
internal sealed record ApiKeysAnswer(IReadOnlyList<ApiKey> ApiKeys);

/// <summary>The body of <c>POST me/api-keys</c>.</summary>
internal sealed record NewKeyBody([property: Length(1, ApiKeyService.LongestName)] string Name);

/// <summary>The answer of <c>POST me/api-keys</c>: the only one that has the key.</summary>
internal sealed record NewKeyAnswer(string Key, ApiKey ApiKey);

/// <summary>The answer of <c>POST me/api-keys/{id}/reveal</c>.</summary>
internal sealed record RevealAnswer(string Key);

/// <summary>The answer of <c>GET me/credits</c>.</summary>
internal sealed record CreditsAnswer(long Balance, IReadOnlyList<CreditTransaction> Transactions, string? Next);

/// <summary>The body of <c>POST usage</c>.</summary>
/// <param name="Cost">US dollars; rounded to ten decimals.</param>
/// <param name="CustomerId">The application's own id of a customer; null when the run has none.</param>
internal sealed record RunBody(
    string Action,
    string Provider,
    string Model,
    [property: Range(0, (double)UsageRun.MaxCost)] decimal Cost,
    string? CustomerId = null
);

/// <summary>The answer of <c>POST usage</c>.</summary>
internal sealed record RunAnswer(
    [property: AllowedValues(UsageEvent.Charged)] string Outcome,
    long Credits,
    long Balance
);

/// <summary>The body of <c>POST ops/users/{clerkId}/plan</c>.</summary>
internal sealed record PlanBody(
    string Plan,
    [property: Range(0, (double)CreditLedger.MaxAmount)] long BonusCredits = 0,
    string? IdempotencyKey = null
);

internal sealed record PlanAnswer(
    [property: AllowedValues("changed", "unchanged", "repeated")] string Outcome,
    string Plan,
    long Balance
);

/// <summary>The body of <c>POST ops/users/{clerkId}/credits</c>.</summary>
/// <param name="Delta">Negative to deduct credits.</param>
internal sealed record CreditBody(
    long Delta,
    [property: Length(1, StorableText.MaxLength)] string Reason,
    string? IdempotencyKey = null
);

internal sealed record CreditAnswer([property: AllowedValues("applied", "repeated")] string Outcome, long Balance);
