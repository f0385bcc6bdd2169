using System.CommandLine;
using ClerkSync.Core;
using ClerkSync.Core.Deliveries;

namespace ClerkSync.Cli.Deliveries;

/// <summary>The options that select deliveries. They match the query parameters of <c>/api/ops/deliveries</c>.</summary>
internal sealed class FilterOptions
{
    // By the name of the query parameter.
    private readonly Dictionary<string, Option<string?>> _options = new()
    {
        ["outcome"] = Create("--outcome", "WORD", "Only this outcome: applied, stale, ignored, rejected or failed."),
        ["type"] = Create("--type", "EVENT", "Only events of this type, such as user.created."),
        ["clerkId"] = Create("--clerk-id", "ID", "Only events about this user, organization or other object."),
        ["cause"] = Create("--cause", "ERROR", "Only deliveries with exactly this error."),
        ["since"] = Create(
            "--since",
            "TIME",
            "Only deliveries since a time in UTC, or no older than an age such as 30m, 24h or 7d."
        ),
    };

    public void AddTo(Command command)
    {
        foreach (var option in _options.Values)
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            try
            {
                Read(result.GetValue);
            }
            catch (InvalidQueryException exception)
            {
                result.AddError($"{_options[exception.Parameter].Name} must be {exception.Shape}.");
            }
        });
    }

    public DeliveryQuery Read(ParseResult parsed) => Read(parsed.GetValue);

    private DeliveryQuery Read(Func<Option<string?>, string?> getValue) =>
        DeliveryQuery.Read(
            name => _options.TryGetValue(name, out var option) ? getValue(option) : null,
            TimeProvider.System.GetUtcNow()
        );

    private static Option<string?> Create(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };
}
