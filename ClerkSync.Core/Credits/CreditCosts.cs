using System.Globalization;
using ClerkSync.Core.Database;
using Microsoft.Extensions.Configuration;

namespace ClerkSync.Core.Credits;

/// <summary>The credits that each action costs, from the settings <c>ClerkSync__Credits__Actions__…</c>.</summary>
public sealed class CreditCosts
{
    /// <summary>The setting of the action <c>NAME</c>.</summary>
    internal const string Setting = "ClerkSync__Credits__Actions__NAME";

    private const string Section = "ClerkSync:Credits:Actions";
    private const long CostOfOthers = 1;

    private readonly Dictionary<string, long> _costs;

    private CreditCosts(Dictionary<string, long> costs) => _costs = costs;

    /// <summary>The actions with a price of their own.</summary>
    internal IReadOnlyDictionary<string, long> Listed => _costs;

    /// <summary>The credits that an action costs. 0 is free. An action that is not listed costs 1.</summary>
    /// <param name="action">The action's name. Case does not matter, as in the keys of .NET configuration.</param>
    public long Of(string action) => _costs.GetValueOrDefault(action, CostOfOthers);

    public bool HasCredits(long balance, string action) => balance >= Of(action);

    public override string ToString() =>
        string.Join(", ", [.. _costs.Select(cost => $"{cost.Key}={cost.Value}"), $"every other action {CostOfOthers}"]);

    /// <exception cref="SettingException">A cost is not a whole number, or is out of range.</exception>
    public static CreditCosts Read(IConfiguration configuration) =>
        new(
            configuration
                .GetSection(Section)
                .GetChildren()
                // A setting that is empty counts as not set.
                .Where(action => action.Value != "")
                .ToDictionary(action => action.Key, ReadCost, StringComparer.OrdinalIgnoreCase)
        );

    private static long ReadCost(IConfigurationSection action)
    {
        var setting = SettingReader.ToName(action.Path);
        return
            long.TryParse(action.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var cost)
            && cost <= CreditLedger.MaxAmount
            && StorableText.IsValid(action.Key)
            ? cost
            : throw new SettingException(
                setting,
                $"{setting} must be a whole number of credits from 0 to {CreditLedger.MaxAmount}."
            );
    }
}
