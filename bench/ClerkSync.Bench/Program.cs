using System.CommandLine;
using System.Globalization;
using ClerkSync.Bench;
using ClerkSync.Bench.Passes;
using ClerkSync.Bench.Source;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var users = new Option<int>("--users") { DefaultValueFactory = _ => 1_000_000 };
var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 5 };

var backfill = new Command("backfill", "Backfill, against COPY into a staging table plus one merge.") { users, rounds };
backfill.SetAction(
    (parsed, token) => BackfillBench.RunAsync(parsed.GetRequiredValue(users), parsed.GetRequiredValue(rounds), token)
);

// What the benches start as processes of their own, so that each has a CPU time and a peak of memory.
var source = new Command("source") { users };
source.Hidden = true;
source.SetAction(
    (parsed, token) =>
        ClerkSource.RunAsync(new SourceUsers(parsed.GetRequiredValue(users), DateTimeOffset.UtcNow), token)
);

var kind = new Argument<PassKind>("kind");
var pass = new Command("pass") { kind };
pass.Hidden = true;
pass.SetAction((parsed, token) => Pass.RunAsync(parsed.GetRequiredValue(kind), token));

return await new RootCommand("Measures ClerkSync.") { backfill, source, pass }
    .Parse(args)
    .InvokeAsync();
