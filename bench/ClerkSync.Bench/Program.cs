using System.CommandLine;
using System.Globalization;
using BenchmarkDotNet.Jobs;
using ClerkSync.Bench;
using ClerkSync.Bench.Calls;
using ClerkSync.Bench.Load;
using ClerkSync.Bench.Passes;
using ClerkSync.Bench.Source;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var users = new Option<int>("--users") { DefaultValueFactory = _ => 1_000_000 };
var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 5 };

var backfill = new Command("backfill", "Backfill, against COPY into a staging table plus one merge.") { users, rounds };
backfill.SetAction(
    (parsed, token) => BackfillBench.RunAsync(parsed.GetRequiredValue(users), parsed.GetRequiredValue(rounds), token)
);

var drift = new Command("drift", "A drift run over rows that are right, and its comparing alone.") { users, rounds };
drift.SetAction(
    (parsed, token) => DriftBench.RunAsync(parsed.GetRequiredValue(users), parsed.GetRequiredValue(rounds), token)
);

var accounts = new Option<int>("--users") { DefaultValueFactory = _ => 100_000 };
var subscriptions = new Option<int>("--subscriptions") { DefaultValueFactory = _ => 60_000 };
var access = new Command("access", "A check of access against a simulated Stripe, and one of a tenth of the size.")
{
    accounts,
    subscriptions,
};
access.SetAction(
    (parsed, token) =>
        AccessBench.RunAsync(parsed.GetRequiredValue(accounts), parsed.GetRequiredValue(subscriptions), token)
);

var days = new Option<int>("--days") { DefaultValueFactory = _ => 30, Description = "Over which they arrived." };
var console = new Command("console", "The console's requests, over as many users as deliveries.") { users, days };
console.SetAction(
    (parsed, token) => ConsoleBench.RunAsync(parsed.GetRequiredValue(users), parsed.GetRequiredValue(days), token)
);

var deliveries = new Option<int>("--users") { DefaultValueFactory = _ => 10_000 };
var against = new Option<string?>("--against") { Description = "The program of another build, measured in turns." };
var webhooks = new Command("webhooks", "What a delivery costs, alone and in a crowd.") { deliveries, rounds, against };
webhooks.SetAction(
    (parsed, token) =>
        WebhookBench.RunAsync(
            parsed.GetRequiredValue(deliveries),
            parsed.GetRequiredValue(rounds),
            parsed.GetValue(against),
            token
        )
);

var tokens = new Command("tokens", "What the check of a session token costs.");
tokens.SetAction(_ => SingleCalls.Run<TokenBench>(Job.Default));

var keys = new Command("keys", "What the check of an API key costs.");
keys.SetAction((_, token) => KeyBench.RunAsync(token));

var apps = new Argument<string[]>("apps")
{
    Description = "Folders of published apps, measured in turns.",
    Arity = ArgumentArity.OneOrMore,
};
var starts = new Option<int>("--rounds") { DefaultValueFactory = _ => 50 };
var start = new Command("start", "A cold start of the published app, to the answer of its first delivery.")
{
    apps,
    starts,
};
start.SetAction(
    (parsed, token) => StartBench.RunAsync(parsed.GetRequiredValue(apps), parsed.GetRequiredValue(starts), token)
);

var root = new Option<string>("--root")
{
    Description = "The folder with ClerkSync.sln.",
    DefaultValueFactory = _ => Directory.GetCurrentDirectory(),
};
var quick = new Option<bool>("--quick") { Description = "Fewer rounds, connections and deliveries." };
var json = new Option<bool>("--json") { Description = "Print JSON instead of tables." };
var write = new Option<bool>("--write") { Description = "Write docs/performance.md even after a quick run." };
var loadRounds = new Option<int?>("--rounds");
var load = new Command("load", "Deliveries over HTTP, against what else stores Clerk's users.")
{
    root,
    quick,
    json,
    write,
    loadRounds,
    against,
};
load.SetAction(
    (parsed, token) =>
        RunAsync(
            () =>
                LoadBench.RunAsync(
                    new LoadOptions
                    {
                        Root = Path.GetFullPath(parsed.GetRequiredValue(root)),
                        IsQuick = parsed.GetValue(quick),
                        IsJson = parsed.GetValue(json),
                        IsWritten = parsed.GetValue(write),
                        Rounds = parsed.GetValue(loadRounds),
                        Other = parsed.GetValue(against),
                    },
                    token
                ),
            token
        )
);

// Verbs that the benchmarks start as separate processes, so that each has its own CPU time and peak memory.
var source = new Command("source") { users };
source.Hidden = true;
source.SetAction(
    (parsed, token) =>
        ClerkSource.RunAsync(new SourceUsers(parsed.GetRequiredValue(users), DateTimeOffset.UtcNow), token)
);

var stripe = new Command("stripe") { subscriptions };
stripe.Hidden = true;
stripe.SetAction((parsed, token) => StripeSource.RunAsync(parsed.GetRequiredValue(subscriptions), token));

var kind = new Argument<PassKind>("kind");
var pass = new Command("pass") { kind, users };
pass.Hidden = true;
pass.SetAction((parsed, token) => Pass.RunAsync(parsed.GetRequiredValue(kind), parsed.GetRequiredValue(users), token));

var send = new Command("send") { Hidden = true };
send.SetAction((_, token) => RunAsync(() => HttpSender.RunAsync(token), token));
var apply = new Command("apply") { Hidden = true };
apply.SetAction((_, token) => RunAsync(() => DirectSender.RunAsync(token), token));
var port = new Argument<int>("port");
var relay = new Command("relay") { port };
relay.Hidden = true;
relay.SetAction((parsed, token) => DelayRelay.RunAsync(parsed.GetRequiredValue(port), token));

return await new RootCommand("Measures ClerkSync.")
{
    load,
    backfill,
    drift,
    access,
    console,
    webhooks,
    tokens,
    keys,
    start,
    source,
    stripe,
    pass,
    send,
    apply,
    relay,
}
    .Parse(args)
    // After Ctrl-C, the servers and Postgres are stopped and removed first.
    .InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });

// Known errors are printed without a stack trace. Ctrl-C, which also ends the child processes, prints nothing.
static async Task<int> RunAsync(Func<Task> bench, CancellationToken cancellationToken)
{
    try
    {
        await bench();
        return 0;
    }
    catch (Exception) when (cancellationToken.IsCancellationRequested)
    {
        return 1;
    }
    catch (InvalidOperationException exception)
    {
        await Console.Error.WriteLineAsync(exception.Message);
        return 1;
    }
}
