using ClerkSync.Core.Access;
using static ClerkSync.Tests.Access.Accounts;

namespace ClerkSync.Tests.Access;

/// <summary>Generates accounts whose access matches their payments.</summary>
internal sealed class HealthyAccounts(Random random)
{
    /// <summary>Generates an account of any kind.</summary>
    public AccessEvidence Any() =>
        random.Next(8) switch
        {
            0 => Free(),
            1 => Gift(),
            2 => LocalTrial(),
            3 => Deleted(),
            _ => Paying(),
        };

    /// <summary>Generates an account with a plan that its subscriptions pay for, in any of the supported formats.</summary>
    public AccessEvidence Paying()
    {
        var price = random.Next(2) == 0 ? Pro : Team;
        var paid = random.Next(7) switch
        {
            0 => Subscription("trialing", price),
            1 => Subscription("past_due", price) with { PeriodStart = Now.AddDays(-random.Next(1, 7)) },
            2 => Subscription(price: price) with { CancelAtPeriodEnd = true },
            3 => Subscription(price: price) with { CancelAt = Now.AddDays(random.Next(1, 20)) },
            4 => Subscription(price: price) with { PauseBehavior = Pick("keep_as_draft", "mark_uncollectible") },
            // The period ended in the last 48 hours, or ends in the next 48 hours.
            5 => Subscription(price: price) with { PeriodEnd = Now.AddHours(random.Next(-48, 48)) },
            _ => Subscription(price: price) with { TrialEnd = Now.AddDays(-random.Next(40, 90)) },
        };
        var account = Of(price == Pro ? "pro" : "team", [paid, .. Others(price)]);
        if (paid.Status == "trialing")
        {
            account = account.With(Trial, WriteTime(paid.TrialEnd!.Value));
        }
        else if (random.Next(4) == 0)
        {
            // The end of a past trial stays in the metadata.
            account = account.With(Trial, WriteTime(Now.AddDays(-random.Next(1, 400))));
        }

        account = account.With(
            Premium,
            Pick("true", "1", "\"yes\"", "\"ON\"", "\"premium\"", "\"Active\"", "\"true\"")
        );
        return random.Next(5) == 0 ? account.With(Plan, $"\"{(price == Pro ? "Pro" : "TEAM")}\"") : account;
    }

    /// <summary>Generates an account without access, which may have had access before.</summary>
    public AccessEvidence Free()
    {
        var account = Of("free", [.. Past()]);
        account = random.Next(4) switch
        {
            0 when account.Subscriptions.Count == 0 => account.With(Customer, Pick(null, "\"\"", "null")),
            1 when account.Subscriptions.Count == 0 => account with
            {
                Customer = random.Next(2) == 0 ? CustomerState.Unknown : CustomerState.OtherMode,
            },
            2 => account.WithOverride(AccessOverrideKind.Plan, "pro", Now.AddDays(random.Next(-9, 9))),
            _ => account,
        };
        return account
            .With(Premium, Pick(null, "null", "false", "0", "\"no\"", "\"inactive\""))
            .With(Plan, Pick(null, "null", "\"free\"", "\"Free\"", "\"\""));
    }

    /// <summary>Generates an account with more access than it pays for, which an override allows.</summary>
    public AccessEvidence Gift()
    {
        DateTimeOffset? until = random.Next(2) == 0 ? null : Now.AddDays(random.Next(1, 90));
        return random.Next(3) switch
        {
            0 => Of("team", [.. random.Next(2) == 0 ? Past() : [Subscription()]])
                .WithOverride(AccessOverrideKind.Plan, "team", until),
            1 => Of("pro")
                .With(Customer, Pick(null, "\"cus_1\""))
                .WithOverride(AccessOverrideKind.Elsewhere, null, until),
            _ => Of("free", [.. Past()])
                .With(Features, """{"sso":true}""")
                .With(Premium, "true")
                .WithOverride(AccessOverrideKind.Premium, null, until)
                .WithOverride(AccessOverrideKind.Entitlement, "sso", until),
        };
    }

    /// <summary>Generates an account on a trial of the application, without a complete subscription.</summary>
    public AccessEvidence LocalTrial() =>
        Of("pro", [.. random.Next(2) == 0 ? Array.Empty<PaidSubscription>() : [Subscription("incomplete")]])
            .With(Customer, Pick(null, "\"cus_1\""))
            .With(Trial, WriteTime(Now.AddDays(random.Next(1, 30))));

    public AccessEvidence Deleted() =>
        Of(
            "free",
            [
                .. Past(),
                .. random.Next(2) == 0
                    ? [Subscription() with { CancelAtPeriodEnd = true }]
                    : Array.Empty<PaidSubscription>(),
            ]
        ) with
        {
            IsDeleted = true,
        };

    public string WriteTime(DateTimeOffset time) =>
        random.Next(3) switch
        {
            0 => ToIso(time),
            1 => $"{time.ToUnixTimeSeconds()}",
            _ => $"{time.ToUnixTimeMilliseconds()}",
        };

    /// <summary>Generates subscriptions that an account may have in addition to one that grants access.</summary>
    private IEnumerable<PaidSubscription> Others(PaidPrice price)
    {
        if (random.Next(3) == 0)
        {
            yield return Subscription(price: Seats, id: "sub_addon");
        }

        if (random.Next(4) == 0)
        {
            // After a change of plan, the old subscription runs out.
            yield return Subscription(price: price == Pro ? Pro : Team, id: "sub_ending") with
            {
                CancelAtPeriodEnd = true,
            };
        }

        foreach (var past in Past())
        {
            yield return past;
        }
    }

    private IEnumerable<PaidSubscription> Past()
    {
        for (var i = random.Next(3); i > 0; i--)
        {
            // Some are newer than the subscription that grants access.
            yield return Subscription(
                Pick("canceled", "incomplete_expired", "incomplete", "unpaid")!,
                random.Next(2) == 0 ? Pro : Team,
                $"sub_past{i}"
            ) with
            {
                CreatedAt = Now.AddDays(-random.Next(1, 900)),
            };
        }
    }

    private string? Pick(params string?[] texts) => texts[random.Next(texts.Length)];
}
