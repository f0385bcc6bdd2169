using System.CommandLine;
using ClerkSync.Cli.Settings;
using ClerkSync.Core;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Plans;
using ClerkSync.Core.Users;

namespace ClerkSync.Cli.Users;

internal static class PlanVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var who = new UserArgument();
        var plan = new Argument<string>("PLAN") { Description = "One of the plans in ClerkSync__Plans, such as pro." };
        var bonus = new NumberOption("--bonus", 0, int.MaxValue)
        {
            Description = "Bonus credits to add if the plan changes.",
        };
        return new Verb(
            "plan",
            "Sets a user's plan.",
            $"""
            Example:
              {surroundings.Command} plan ada@example.com pro --bonus 100
            """
        )
        {
            who,
            plan,
            bonus,
        }.SetRun(
            surroundings,
            async run =>
            {
                var wanted = run.Parsed.GetRequiredValue(plan);
                var plans = run.Get<ClerkSyncSettings>().Plans;
                if (!plans.Contains(wanted))
                {
                    throw new UsageException(
                        $"There is no plan with that name. The plans are {string.Join(", ", plans.Plans)}."
                    );
                }

                var user = await who.GetAsync(run);
                var result = await run.Get<UserService>()
                    .UpdatePlanAsync(
                        new ClerkId(user.ClerkId),
                        wanted,
                        VerbRun.Actor,
                        run.Parsed.GetValue(bonus) ?? 0,
                        idempotencyKey: null,
                        run.Stopped
                    );
                var isChanged = result.Outcome != PlanOutcome.Unchanged;
                await (
                    run.IsJson
                        ? CliJson.PrintAsync(
                            run.Output,
                            new PlanChange(user.ClerkId, isChanged, result.Plan, result.Balance),
                            CliJson.Default.PlanChange
                        )
                        : run.Output.WriteLineAsync(
                            isChanged
                                ? $"{user.ClerkId} is on {result.Plan} now, with {Counted.Of(result.Balance, "credit")}."
                                : $"{user.ClerkId} is on {result.Plan} already."
                        )
                );
                return ExitCode.Success;
            }
        );
    }
}

/// <summary>The output of <c>plan --json</c>.</summary>
internal sealed record PlanChange(string ClerkId, bool IsChanged, string? Plan, long Balance);
