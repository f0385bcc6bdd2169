using ClerkSync.Core.Webhooks;

namespace ClerkSync.Core.Deliveries;

/// <summary>Which rows of the delivery log are asked for. What is null filters nothing.</summary>
public sealed record DeliveryQuery
{
    /// <summary>The most deliveries of a page, and of one call that replays them.</summary>
    public const int MaxLimit = 500;

    private const int DefaultLimit = 100;

    /// <summary>The names that <see cref="Read"/> asks for.</summary>
    public static IReadOnlyList<string> Parameters { get; } =
    ["outcome", "type", "clerkId", "since", "failed", "limit", "after"];

    /// <summary>Only this outcome. A duplicate has no row of its own.</summary>
    public WebhookOutcome? Outcome { get; init; }

    /// <summary>Only events of this type, such as <c>user.created</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Only events about this object.</summary>
    public string? ClerkId { get; init; }

    /// <summary>Only deliveries that first came at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only deliveries that failed or were rejected.</summary>
    public bool UnsuccessfulOnly { get; init; }

    /// <summary>Only deliveries whose payload is kept, which a replay needs.</summary>
    public bool WithPayloadOnly { get; init; }

    /// <summary>How many at most.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>Where the page before ended; null starts with the newest.</summary>
    public DeliveryCursor? After { get; init; }

    /// <summary>Reads what a person or a program has written.</summary>
    /// <param name="find">Finds the value of one of <see cref="Parameters"/>; null when it is absent.</param>
    /// <param name="now">What an age such as <c>24h</c> counts back from.</param>
    /// <exception cref="InvalidQueryException">A value cannot be understood.</exception>
    public static DeliveryQuery Read(Func<string, string?> find, DateTimeOffset now)
    {
        return new DeliveryQuery
        {
            Outcome = Value("outcome", "one of applied, stale, ignored, rejected, failed", FindOutcome),
            Type = Text("type", "a type such as user.created"),
            ClerkId = Text("clerkId", "an id of Clerk's"),
            Since = QueryValue.FindTime(find, "since", now),
            UnsuccessfulOnly = QueryValue.FindBoolean(find, "failed") ?? false,
            Limit = (int)(QueryValue.FindNumber(find, "limit", 1, MaxLimit) ?? DefaultLimit),
            After = Value("after", "the \"next\" of the page before", DeliveryCursor.Find),
        };

        T? Value<T>(string name, string shape, Func<string, T?> parse)
            where T : struct => QueryValue.Find(find, name, shape, parse);

        string? Text(string name, string shape) =>
            find(name) is not { } text ? null
            : IsStorable(text) ? text
            : throw new InvalidQueryException(name, shape);
    }

    /// <summary>Whether Postgres can be asked for it.</summary>
    internal static bool IsStorable(string text) =>
        text.Length > 0 && !text.Any(letter => char.IsControl(letter) || char.IsSurrogate(letter));

    /// <summary>The conditions and their order by, for a <c>select … from webhook_deliveries</c>.</summary>
    /// <remarks>The partial index of what did not succeed is found only where its condition stands literally.</remarks>
    internal string ToSql()
    {
        var conditions = new List<string> { "true" };
        AddIf(
            UnsuccessfulOnly || Outcome is WebhookOutcome.Failed or WebhookOutcome.Rejected,
            "outcome in ('failed', 'rejected')"
        );
        AddIf(Outcome is not null, "outcome = @Outcome");
        AddIf(Type is not null, "event_type = @Type");
        AddIf(ClerkId is not null, "clerk_id = @ClerkId");
        AddIf(Since is not null, "received_at >= @Since");
        AddIf(WithPayloadOnly, "payload is not null");
        AddIf(After is not null, "(received_at, svix_id) < (@AfterAt, @AfterId)");
        return $"where {string.Join(" and ", conditions)}";

        void AddIf(bool isAsked, string condition)
        {
            if (isAsked)
            {
                conditions.Add(condition);
            }
        }
    }

    /// <summary>The parameters of <see cref="ToSql"/>.</summary>
    /// <param name="limit">How many rows to ask for.</param>
    internal object ToParameters(int limit) =>
        new
        {
            Outcome = Outcome is { } outcome ? WebhookOutcomes.ToText(outcome) : null,
            Type,
            ClerkId,
            Since,
            AfterAt = After?.ReceivedAt,
            AfterId = After?.SvixId.Value,
            Limit = limit,
        };

    private static WebhookOutcome? FindOutcome(string text)
    {
        foreach (var outcome in Enum.GetValues<WebhookOutcome>())
        {
            if (outcome != WebhookOutcome.Duplicate && WebhookOutcomes.ToText(outcome) == text)
            {
                return outcome;
            }
        }

        return null;
    }
}
