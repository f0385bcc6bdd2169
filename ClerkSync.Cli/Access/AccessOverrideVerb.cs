using System.CommandLine;
using System.Globalization;
using ClerkSync.Core.Access;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.Database;

namespace ClerkSync.Cli.Access;

internal static class AccessOverrideVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var account = AccessVerb.OptionalAccount();
        var kinds = string.Join(", ", Enum.GetNames<AccessOverrideKind>()).ToLowerInvariant();
        var what = new Argument<string?>("WHAT")
        {
            Description = "plan:NAME, entitlement:NAME, premium, or \"elsewhere\" (access that an app store bills).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var until = new Option<string?>("--until")
        {
            Description = "The last day, as YYYY-MM-DD. Default: no end.",
            HelpName = "DATE",
        };
        var reason = new Option<string?>("--reason")
        {
            Description = "Why the account gets the override. Required to add one.",
            HelpName = "TEXT",
        };
        var revoke = new Option<long?>("--revoke")
        {
            Description = "Ends the override with this number.",
            HelpName = "N",
        };
        return new Verb(
            "override",
            "Lists, adds or ends overrides, which allow access without a payment in Stripe.",
            $"""
            Examples:
              {surroundings.Command} access override
              {surroundings.Command} access override user_2abc plan:pro --until 2027-01-31 --reason "a gift"
              {surroundings.Command} access override --revoke 3
            """
        )
        {
            account,
            what,
            until,
            reason,
            revoke,
        }.SetRun(
            surroundings,
            async run =>
            {
                var table = run.Get<AccessOverrides>();
                if (run.Parsed.GetValue(revoke) is { } id)
                {
                    if (!await table.RevokeAsync(id, run.Stopped))
                    {
                        throw new FailedException($"There is no override {id} in force.");
                    }
                }
                else if (run.Parsed.GetValue(account) is { } clerkId)
                {
                    var why = run.Parsed.GetValue(reason);
                    if (!StorableText.IsValid(why))
                    {
                        throw new UsageException("Give --reason. An override stores its reason.");
                    }

                    await table.AddAsync(
                        clerkId,
                        Read(run.Parsed.GetValue(what), run.Parsed.GetValue(until), kinds),
                        why,
                        VerbRun.Actor,
                        run.Stopped
                    );
                }

                await ShowAsync(run, await table.ListAsync(run.Stopped));
                return ExitCode.Success;
            }
        );
    }

    private static AccessOverride Read(string? what, string? until, string kinds)
    {
        var parts = what?.Split(':', 2) ?? [];
        var isKnown =
            parts is [var word, ..]
            && Enum.GetNames<AccessOverrideKind>().Contains(word, StringComparer.OrdinalIgnoreCase);
        var kind = isKnown ? Enum.Parse<AccessOverrideKind>(parts[0], ignoreCase: true) : default;
        var needsName = kind is AccessOverrideKind.Plan or AccessOverrideKind.Entitlement;
        if (!isKnown || needsName != (parts is [_, { Length: > 0 }]))
        {
            throw new UsageException($"WHAT is one of {kinds}; plan and entitlement take a name, such as plan:pro.");
        }

        return new AccessOverride(kind, needsName ? parts[1] : null, until is null ? null : ReadDay(until).AddDays(1));
    }

    private static DateTimeOffset ReadDay(string text) =>
        DateTimeOffset.TryParseExact(
            text,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var day
        )
            ? day
            : throw new UsageException("--until must be a date such as 2027-01-31.");

    private static async Task ShowAsync(VerbRun run, IReadOnlyList<StoredOverride> overrides)
    {
        if (run.IsJson)
        {
            await CliJson.PrintAsync(run.Output, overrides, CliJson.Default.IReadOnlyListStoredOverride);
            return;
        }

        if (overrides is [])
        {
            await run.Output.WriteLineAsync("No overrides.");
            return;
        }

        var listing = new Listing("number", "account", "what", "last day (UTC)", "by", new("why", IsProse: true));
        foreach (var given in overrides)
        {
            listing.Add(
                given.Id.ToString(CultureInfo.InvariantCulture),
                given.ClerkId,
                given.Name is null ? given.Kind : $"{given.Kind}:{given.Name}",
                given.Until?.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "no end",
                given.Actor,
                given.Reason
            );
        }

        listing.Draw(run.Output);
    }
}
