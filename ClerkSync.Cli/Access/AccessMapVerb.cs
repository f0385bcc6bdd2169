using System.CommandLine;
using ClerkSync.Core;
using ClerkSync.Core.Access;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.StripeApi;

namespace ClerkSync.Cli.Access;

internal static class AccessMapVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var organizations = new Option<bool>("--organizations") { Description = "Maps organizations, not users." };
        var source = new SourceOptions();
        var customer = Path("--customer", "The path of the Stripe customer id. Required the first time.");
        var plan = Path("--plan", "The path of the plan's name. Plan or premium is required.");
        var premium = Path("--premium", "The path of the premium flag.");
        var trialEnd = Path("--trial-end", "The path of the end of the trial.");
        var entitlements = Path("--entitlements", "The path of the entitlements.");
        var databasePlan = Path("--database-plan", "A column that repeats the plan, such as users.plan.");
        var free = new Option<string?>("--free-plan")
        {
            Description = "The plan of an account that pays nothing. Default: free.",
            HelpName = "PLAN",
        };
        var prices = new Option<string[]>("--price")
        {
            Description =
                "A Stripe lookup key, price or product, and the plan that it stands for. An add-on has no plan.",
            HelpName = "PRICE=PLAN",
            AllowMultipleArgumentsPerToken = true,
        };
        var verb = new Verb(
            "map",
            "Shows or sets where access is stored, and which plan each Stripe price stands for.",
            $"""
            A path is CONTAINER.KEY. CONTAINER is public_metadata, private_metadata, unsafe_metadata or, for a column, the table. With
            --source postgres a name without a dot is a column of the table. Options that are not given keep their values. A change of the
            source or the table clears all paths.

            Examples:
              {surroundings.Command} access map --customer private_metadata.stripe_customer_id --plan public_metadata.plan --price pro_monthly=pro
              {surroundings.Command} access map --source postgres --table app.accounts --key clerk_id --customer stripe_customer_id --plan plan
              {surroundings.Command} access map --role clerksync_access
            """
        )
        {
            organizations,
            customer,
            plan,
            premium,
            trialEnd,
            entitlements,
            databasePlan,
            free,
            prices,
        };
        source.AddTo(verb);
        return verb.SetRun(
            surroundings,
            async run =>
            {
                var table = run.Get<AccessSettingsTable>();
                var old = await table.FindAsync(run.Stopped);
                var isOrganizations = run.Parsed.GetValue(organizations);
                var mirror = isOrganizations ? "organizations" : "users";
                var before = isOrganizations ? old?.Organizations : old?.Users;
                if (isOrganizations && old is null)
                {
                    throw new UsageException("Map users first, without --organizations.");
                }

                var sourceTable = await source.FindTableAsync(run, before?.Table, mirror);
                // Paths of another source are not reused.
                var kept = before?.Table?.FullName == sourceTable?.FullName ? before : null;
                string? Given(Option<string?> option, string? keptPath) =>
                    run.Parsed.GetValue(option) is { Length: > 0 } path
                        ? MappedPath.Parse(path, sourceTable, mirror)
                        : keptPath;
                if (run.Parsed.GetValue(customer) is null && kept is null)
                {
                    throw new UsageException(
                        $"Nothing is mapped yet for {mirror} from this source. Give at least --customer, and --plan or --premium or both."
                    );
                }

                var mapping = new AccessMapping
                {
                    CustomerId = Given(customer, kept?.CustomerId)!,
                    Plan = Given(plan, kept?.Plan),
                    Premium = Given(premium, kept?.Premium),
                    TrialEnd = Given(trialEnd, kept?.TrialEnd),
                    Entitlements = Given(entitlements, kept?.Entitlements),
                    DatabasePlan = Given(databasePlan, kept?.DatabasePlan),
                    Table = sourceTable,
                    FreePlan = run.Parsed.GetValue(free) ?? before?.FreePlan ?? "free",
                    Prices = MergePrices(before?.Prices, run.Parsed.GetValue(prices) ?? []),
                };
                if (MappingRules.FindMistake(mapping, mirror) is { } mistake)
                {
                    throw new UsageException(mistake);
                }

                var settings = new AccessSettings
                {
                    Users = isOrganizations ? old!.Users : mapping,
                    Organizations = isOrganizations ? mapping : old?.Organizations,
                    Policies = old?.Policies ?? new AccessPolicies(),
                };
                await run.Get<SourceCatalog>().ReadAsync(settings, run.Stopped);
                await table.SaveAsync(settings, run.Stopped);
                if (run.IsJson)
                {
                    await CliJson.PrintAsync(run.Output, settings, CliJson.Default.AccessSettings);
                }
                else
                {
                    await PrintAsync(run.Output, mapping);
                    await ProposeAsync(run, surroundings);
                }

                return ExitCode.Success;
            }
        );
    }

    /// <summary>Lists the prices of Stripe's that are not mapped, if there is a key.</summary>
    private static async Task ProposeAsync(VerbRun run, Surroundings surroundings)
    {
        if (run.Get<StripeAccount>().FindKey() is null)
        {
            return;
        }

        try
        {
            var prices = await run.Get<AccessOperations>().ProposePricesAsync(run.Stopped);
            if (prices is [])
            {
                return;
            }

            await run.Output.WriteLineAsync("These Stripe prices are not mapped:");
            var listing = new Listing("price", "product", "proposed plan");
            foreach (var price in prices)
            {
                listing.Add(price.Price, price.Product, price.Plan ?? "none");
            }

            listing.Draw(run.Output);
            var pairs = prices.Where(price => price.Plan is not null).Select(price => $"{price.Price}={price.Plan}");
            await run.Output.WriteLineAsync(
                $"To map them: {surroundings.Command} access map --price {string.Join(' ', pairs.DefaultIfEmpty("PRICE=PLAN"))}"
            );
        }
        // The mapping is saved already.
        catch (Exception exception) when (exception is StripeApiException or SettingException)
        {
            await run.Errors.WriteLineAsync($"No prices are proposed: {ShownError.Describe(exception)}");
        }
    }

    private static Option<string?> Path(string name, string description) =>
        new(name) { Description = description, HelpName = "PATH" };

    private static Dictionary<string, string> MergePrices(IReadOnlyDictionary<string, string>? old, string[] given)
    {
        var prices = new Dictionary<string, string>(old ?? new Dictionary<string, string>());
        foreach (var pair in given)
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new UsageException(
                    "--price takes PRICE=PLAN, such as pro_monthly=pro. An add-on has no plan: seats="
                );
            }

            prices[pair[..equals]] = pair[(equals + 1)..];
        }

        return prices;
    }

    private static async Task PrintAsync(TextWriter output, AccessMapping mapping)
    {
        (string Name, string? Path)[] paths =
        [
            ("customer", mapping.CustomerId),
            ("plan", mapping.Plan),
            ("premium", mapping.Premium),
            ("trial end", mapping.TrialEnd),
            ("entitlements", mapping.Entitlements),
            ("database plan", mapping.DatabasePlan),
        ];
        var listing = new Listing("value", "path");
        if (mapping.Table is { } table)
        {
            listing.Add("Clerk id", table.PathOf(table.Key));
            listing.Add("role", table.Role ?? "none: access approve writes nothing");
        }

        foreach (var (name, path) in paths)
        {
            listing.Add(name, path ?? "not mapped");
        }

        foreach (var (price, plan) in mapping.Prices)
        {
            listing.Add($"price {price}", plan.Length > 0 ? plan : "an add-on");
        }

        listing.Draw(output);
        foreach (
            var (name, _) in paths.Where(path => path.Path is { } mapped && AccessSlot.FindSafePaths(mapped) is not [])
        )
        {
            await output.WriteLineAsync(
                $"The {name} is in unsafe_metadata, which users can write: everything that it grants is an incident. Move it to public_metadata."
            );
        }
    }
}
