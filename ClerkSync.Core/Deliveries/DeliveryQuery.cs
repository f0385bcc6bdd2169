using ClerkSync.Core.Webhooks;

namespace ClerkSync.Core.Deliveries;

/// <summary>A query of the delivery log. A null member does not filter.</summary>
internal sealed record DeliveryQuery
{
    /// <summary>The maximum number of deliveries of a page, and of a replay call.</summary>
    public const int MaxLimit = 500;

    private const int DefaultLimit = 100;

    // A shorter prefix would match too many ids: an id is msg_ and 27 characters, of which the first six are the time.
    private const int ShortestBeginning = 12;

    // Sorts after every character that an id may have.
    private const string AfterAll = "\u007f";

    /// <summary>The parameter names that <see cref="Read"/> looks up.</summary>
    public static IReadOnlyList<string> Parameters { get; } =
    ["outcome", "type", "clerkId", "cause", "q", "since", "failed", "limit", "after"];

    /// <summary>Only this outcome. A duplicate has no row.</summary>
    public WebhookOutcome? Outcome { get; init; }

    /// <summary>Only events of this type, such as <c>user.created</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Only events about this object.</summary>
    public string? ClerkId { get; init; }

    /// <summary>Only deliveries with this error.</summary>
    public string? Cause { get; init; }

    /// <summary>
    /// Only deliveries whose <c>svix-id</c> is this text or, if the text has at least twelve characters, begins with it; and those about
    /// the object or the user with this Clerk id.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>Only deliveries that first arrived at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only deliveries that failed or were rejected.</summary>
    public bool UnsuccessfulOnly { get; init; }

    /// <summary>Only deliveries whose payload is stored, which a replay needs.</summary>
    public bool WithPayloadOnly { get; init; }

    /// <summary>From 1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>Where the previous page ended; null starts with the newest.</summary>
    public DeliveryCursor? After { get; init; }

    /// <summary>Parses query parameters or command line options.</summary>
    /// <param name="find">Finds the value of one of <see cref="Parameters"/>; null when it is absent.</param>
    /// <param name="now">The time from which an age such as <c>24h</c> counts back.</param>
    /// <exception cref="InvalidQueryException">A value cannot be parsed.</exception>
    public static DeliveryQuery Read(Func<string, string?> find, DateTimeOffset now)
    {
        return new DeliveryQuery
        {
            Outcome = Value("outcome", "one of applied, stale, ignored, rejected, failed", FindOutcome),
            Type = FindText(find, "type", "a type such as user.created"),
            ClerkId = FindText(find, "clerkId", "a Clerk id"),
            Cause = FindText(find, "cause", "the error of a delivery"),
            Text = FindText(find, "q", "a Svix id or a Clerk id"),
            Since = QueryValue.FindTime(find, "since", now),
            UnsuccessfulOnly = QueryValue.FindBoolean(find, "failed") ?? false,
            Limit = (int)(QueryValue.FindNumber(find, "limit", 1, MaxLimit) ?? DefaultLimit),
            After = Value("after", "the \"next\" of the previous page", DeliveryCursor.Find),
        };

        T? Value<T>(string name, string shape, Func<string, T?> parse)
            where T : struct => QueryValue.Find(find, name, shape, parse);
    }

    /// <exception cref="InvalidQueryException">Postgres does not accept the text.</exception>
    internal static string? FindText(Func<string, string?> find, string name, string shape) =>
        find(name) is not { } text ? null
        : IsStorable(text) ? text
        : throw new InvalidQueryException(name, shape);

    /// <summary>Whether Postgres accepts the text as a parameter.</summary>
    internal static bool IsStorable(string text) =>
        text.Length > 0 && !text.Any(letter => char.IsControl(letter) || char.IsSurrogate(letter));

    /// <summary>Returns the <c>from</c> and the <c>where</c> of a <c>select</c>.</summary>
    /// <remarks>
    /// Postgres uses the partial index of unsuccessful deliveries only if its condition appears literally. An id is looked up first
    /// ("offset 0"): in a list that is sorted by time Postgres would otherwise walk through the whole log for it.
    /// </remarks>
    internal string ToSql()
    {
        string?[] ofId =
        [
            ClerkId is null ? null : "clerk_id = @ClerkId",
            Text is null
                ? null
                : "(svix_id >= @Text and svix_id < @TextEnd or clerk_id = @Text or user_clerk_id = @Text)",
        ];
        string?[] conditions =
        [
            "true",
            UnsuccessfulOnly || Outcome is WebhookOutcome.Failed or WebhookOutcome.Rejected
                ? "outcome in ('failed', 'rejected')"
                : null,
            Outcome is null ? null : "outcome = @Outcome",
            Type is null ? null : "event_type = @Type",
            Cause is null ? null : "error = @Cause",
            Since is null ? null : "received_at >= @Since",
            WithPayloadOnly ? "payload is not null" : null,
            After is null ? null : "(received_at, svix_id) < (@AfterAt, @AfterId)",
        ];
        var log =
            ClerkId is null && Text is null
                ? "webhook_deliveries"
                : $"(select * from webhook_deliveries where {And(ofId)} offset 0) as found";
        return $"from {log} where {And(conditions)}";

        static string And(string?[] conditions) => string.Join(" and ", conditions.OfType<string>());
    }

    /// <summary>Returns the parameters of <see cref="ToSql"/>.</summary>
    internal object ToParameters(int limit) =>
        new
        {
            Outcome = Outcome is { } outcome ? WebhookOutcomes.ToText(outcome) : null,
            Type,
            ClerkId,
            Cause,
            Text,
            TextEnd = Text?.Length >= ShortestBeginning ? Text + AfterAll : Text + "\u0001",
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
