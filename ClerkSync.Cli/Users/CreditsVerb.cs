using System.CommandLine;
using System.Globalization;
using ClerkSync.Cli.Settings;
using ClerkSync.Core;
using ClerkSync.Core.Credits;
using ClerkSync.Core.Database;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Users;

namespace ClerkSync.Cli.Users;

internal static class CreditsVerb
{
    private const int MostTransactions = 20;

    public static Command Create(Surroundings surroundings)
    {
        var who = new UserArgument();
        var add = new NumberOption("--add", 1, int.MaxValue) { Description = "The number of credits to add." };
        var take = new NumberOption("--take", 1, int.MaxValue)
        {
            Description = "The number of credits to deduct, if the balance suffices.",
        };
        var reason = new Option<string>("--reason")
        {
            Description = "The reason in the ledger, which the user sees.",
            HelpName = "TEXT",
            DefaultValueFactory = _ => "adjustment",
        };
        return new Verb(
            "credits",
            "Shows a user's ledger of credits, or changes it.",
            $"""
            Examples:
              {surroundings.Command} credits ada@example.com
              {surroundings.Command} credits ada@example.com --add 50 --reason "sorry for the outage"
            """
        )
        {
            who,
            add,
            take,
            reason,
        }.SetRun(
            surroundings,
            async run =>
            {
                if (!StorableText.IsValid(run.Parsed.GetRequiredValue(reason)))
                {
                    throw new UsageException($"A reason has 1 to {StorableText.MaxLength} characters.");
                }

                var user = await who.GetAsync(run);
                return (run.Parsed.GetValue(add), run.Parsed.GetValue(take)) switch
                {
                    (null, null) => await ShowAsync(run, user),
                    ({ } given, null) => await ChangeAsync(run, user, given, run.Get<UserService>().AddCreditsAsync),
                    (null, { } taken) => await ChangeAsync(run, user, taken, run.Get<UserService>().DeductCreditsAsync),
                    _ => throw new UsageException("Give either --add or --take, not both."),
                };
            }
        );

        async Task<int> ChangeAsync(VerbRun run, User user, long amount, Change change)
        {
            var result = await change(
                new ClerkId(user.ClerkId),
                amount,
                run.Parsed.GetRequiredValue(reason),
                VerbRun.Actor,
                null,
                run.Stopped
            );
            await (
                run.IsJson
                    ? CliJson.PrintAsync(
                        run.Output,
                        new BalanceChange(user.ClerkId, result.IsDone, result.Balance),
                        CliJson.Default.BalanceChange
                    )
                    : run.Output.WriteLineAsync(
                        result.IsDone
                            ? $"{user.ClerkId} has {Counted.Of(result.Balance, "credit")} now."
                            : $"{user.ClerkId} has only {Counted.Of(result.Balance, "credit")}; nothing was taken."
                    )
            );
            return result.IsDone ? ExitCode.Success : ExitCode.Failed;
        }
    }

    private delegate Task<CreditResult> Change(
        ClerkId user,
        long amount,
        string reason,
        string actor,
        string? idempotencyKey,
        CancellationToken cancellationToken
    );

    private static async Task<int> ShowAsync(VerbRun run, User user)
    {
        var page = await run.Get<CreditHistory>()
            .ListAsync(new ClerkId(user.ClerkId), MostTransactions, after: null, run.Stopped);
        if (run.IsJson)
        {
            await CliJson.PrintAsync(run.Output, page.Transactions, CliJson.Default.IReadOnlyListCreditTransaction);
            return ExitCode.Success;
        }

        var listing = new Listing("at (UTC)", "change", "balance", new("reason", IsProse: true), "by");
        foreach (var transaction in page.Transactions)
        {
            listing.Add(
                transaction.CreatedAt.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                transaction.Delta.ToString("+0;-0;0", CultureInfo.InvariantCulture),
                transaction.BalanceAfter.ToString(CultureInfo.InvariantCulture),
                transaction.Reason,
                transaction.Actor
            );
        }

        listing.Draw(run.Output);
        await run.Output.WriteLineAsync($"{user.ClerkId} has {Counted.Of(user.Credits, "credit")}.");
        return ExitCode.Success;
    }
}

/// <summary>The output of <c>credits --add --json</c> and <c>credits --take --json</c>.</summary>
internal sealed record BalanceChange(string ClerkId, bool IsChanged, long Balance);
