using System.CommandLine;
using ClerkSync.Cli.Settings;
using ClerkSync.Core.Access;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.Disclosure;

namespace ClerkSync.Cli.Access;

internal static class AccessPoliciesVerb
{
    private const int MostDays = 90;

    private static readonly Dictionary<string, PausePolicy> Pauses = new()
    {
        ["by-behavior"] = PausePolicy.ByBehavior,
        ["grant"] = PausePolicy.Grant,
        ["deny"] = PausePolicy.Deny,
    };

    private static readonly Dictionary<string, DisputePolicy> Disputes = new()
    {
        ["opened"] = DisputePolicy.DenyWhenOpened,
        ["lost"] = DisputePolicy.DenyWhenLost,
        ["ignore"] = DisputePolicy.Ignore,
    };

    private static readonly Dictionary<string, bool> Refunds = new() { ["deny"] = true, ["grant"] = false };

    public static Command Create(Surroundings surroundings)
    {
        var grace = new NumberOption("--grace", 0, MostDays)
        {
            Description = "How many days a past_due subscription still grants access. Default: 7.",
        };
        var staleAfter = new NumberOption("--stale-after", 1, MostDays)
        {
            Description =
                "How many days a subscription still grants access after its period ended without a renewal. Default: 3.",
        };
        var fullRefund = new ChoiceOption("--full-refund", Refunds.Keys)
        {
            Description =
                "What a full refund of the latest payment does to access. A partial refund never denies it. Default: deny.",
        };
        var disputes = new ChoiceOption("--disputes", Disputes.Keys)
        {
            Description =
                "When a dispute of the latest payment ends access: when it is opened, when it is lost, or never. Default: opened.",
        };
        var paused = new ChoiceOption("--paused-collection", Pauses.Keys)
        {
            Description =
                "What pause_collection does to access. by-behavior: void denies it, the others grant it. Default: by-behavior.",
        };
        return new Verb(
            "policies",
            "Shows or sets what late, paused, refunded and disputed payments mean for access.",
            $"""
            Options that are not given keep their values. The next check uses the new policies.

            Example:
              {surroundings.Command} access policies --grace 14 --disputes lost
            """
        )
        {
            grace,
            staleAfter,
            fullRefund,
            disputes,
            paused,
        }.SetRun(
            surroundings,
            async run =>
            {
                var table = run.Get<AccessSettingsTable>();
                var settings = await AccessVerb.GetSettingsAsync(run, surroundings);
                var old = settings.Policies;
                var policies = new AccessPolicies
                {
                    PastDueGraceDays = run.Parsed.GetValue(grace) ?? old.PastDueGraceDays,
                    StaleAfterDays = run.Parsed.GetValue(staleAfter) ?? old.StaleAfterDays,
                    FullRefundDenies = Chosen(run, fullRefund, Refunds, old.FullRefundDenies),
                    Disputes = Chosen(run, disputes, Disputes, old.Disputes),
                    PausedCollection = Chosen(run, paused, Pauses, old.PausedCollection),
                };
                if (policies != old)
                {
                    settings = settings with { Policies = policies };
                    await table.SaveAsync(settings, run.Stopped);
                }

                if (run.IsJson)
                {
                    await CliJson.PrintAsync(run.Output, settings, CliJson.Default.AccessSettings);
                }
                else
                {
                    Draw(run.Output, policies);
                }

                return ExitCode.Success;
            }
        );
    }

    private static T Chosen<T>(VerbRun run, ChoiceOption option, Dictionary<string, T> words, T old) =>
        run.Parsed.GetValue(option) is { } word ? words[word] : old;

    private static void Draw(TextWriter output, AccessPolicies policies)
    {
        var listing = new Listing("policy", "value");
        listing.Add("grace", Counted.Of(policies.PastDueGraceDays, "day"));
        listing.Add("stale after", Counted.Of(policies.StaleAfterDays, "day"));
        listing.Add("full refund", Word(Refunds, policies.FullRefundDenies));
        listing.Add("disputes", Word(Disputes, policies.Disputes));
        listing.Add("paused collection", Word(Pauses, policies.PausedCollection));
        listing.Draw(output);
    }

    private static string Word<T>(Dictionary<string, T> words, T value) =>
        words.First(word => EqualityComparer<T>.Default.Equals(word.Value, value)).Key;
}
