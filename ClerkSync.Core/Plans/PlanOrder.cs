namespace ClerkSync.Core.Plans;

/// <summary>Compares plans. The setting <c>ClerkSync__Plans</c> lists them from lowest to highest.</summary>
/// <remarks>A user's plan that is not in the setting is below all others.</remarks>
public sealed class PlanOrder
{
    /// <summary>The plan of a new user: the default of the column <c>users.plan</c>.</summary>
    public const string Free = "free";

    private const string Pro = "pro";

    public const string Setting = "ClerkSync__Plans";

    private const int MaxLength = 50;

    private readonly string[] _plans;

    private PlanOrder(string[] plans) => _plans = plans;

    /// <summary>The plans, lowest first.</summary>
    public IReadOnlyList<string> Plans => _plans;

    /// <summary>Whether there is a plan with this name. Case matters.</summary>
    public bool Contains(string plan) => _plans.Contains(plan);

    /// <summary>Whether a user's plan is exactly <paramref name="wanted"/>.</summary>
    /// <param name="wanted">One of <see cref="Plans"/>.</param>
    /// <exception cref="ArgumentException">There is no plan <paramref name="wanted"/>.</exception>
    public bool IsOnPlan(string plan, string wanted) => plan == Check(wanted);

    public bool IsFree(string plan) => plan == Free;

    /// <summary>Whether a user's plan is <paramref name="least"/> or a higher one.</summary>
    /// <param name="least">One of <see cref="Plans"/>.</param>
    /// <exception cref="ArgumentException">There is no plan <paramref name="least"/>.</exception>
    public bool IsAtLeast(string plan, string least) =>
        Array.IndexOf(_plans, plan) >= Array.IndexOf(_plans, Check(least));

    /// <summary>Whether a user's plan is pro or a higher one.</summary>
    /// <exception cref="ArgumentException">The setting has no plan <c>pro</c>; use <see cref="IsAtLeast"/>.</exception>
    public bool IsProOrHigher(string plan) => IsAtLeast(plan, Pro);

    /// <summary>The setting's text.</summary>
    public override string ToString() => string.Join(',', _plans);

    /// <exception cref="FormatException">
    /// A name is malformed or duplicated, or <c>free</c> is not the first.
    /// </exception>
    internal static PlanOrder Parse(string text)
    {
        var plans = text.Split(',', StringSplitOptions.TrimEntries);
        return plans[0] == Free && plans.All(IsName) && plans.Distinct().Count() == plans.Length
            ? new PlanOrder(plans)
            : throw new FormatException();
    }

    /// <exception cref="ArgumentException">There is no such plan.</exception>
    internal string Check(string plan) =>
        Contains(plan)
            ? plan
            : throw new ArgumentException(
                $"There is no such plan. {Setting} has {string.Join(", ", _plans)}.",
                nameof(plan)
            );

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MaxLength
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}
