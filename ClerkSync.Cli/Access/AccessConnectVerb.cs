using System.CommandLine;
using ClerkSync.Cli.Settings;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.Access.Connections;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.StripeApi;
using ClerkSync.LocalHost.Up;

namespace ClerkSync.Cli.Access;

internal static class AccessConnectVerb
{
    // Longer than the retries take.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static Command Create(Surroundings surroundings)
    {
        var service = new Argument<string[]>("SERVICE")
        {
            Description = "clerk or stripe. Default: clerk.",
            // With fewer allowed, the parser's error message would repeat the extra argument, which may be a key.
            Arity = ArgumentArity.ZeroOrMore,
        };
        return new Verb(
            "connect",
            "Tests a secret key and stores it in clerk.env in the data folder.",
            $"""
            It asks for the key without echo, or reads it from standard input. It stores the key only if the service accepts it. Clerk's key
            must belong to the database's instance. Use two test keys or two live keys. Stripe's key may be restricted, with
            {StripeSecretKey.Permissions}.

            Examples:
              {surroundings.Command} access connect
              {surroundings.Command} access connect stripe < key.txt
            """
        )
        {
            service,
        }.SetRun(
            surroundings,
            run => ConnectAsync(run, ReadService(run.Parsed.GetValue(service)!), surroundings),
            needsDatabase: false
        );
    }

    private static AccessService ReadService(string[] given) =>
        given switch
        {
            [] or ["clerk"] => AccessService.Clerk,
            ["stripe"] => AccessService.Stripe,
            _ => throw new UsageException(
                "SERVICE is clerk or stripe. Do not give the key as an argument, where other programs can see it. The command asks for it, or reads it from standard input."
            ),
        };

    private static async Task<int> ConnectAsync(VerbRun run, AccessService service, Surroundings surroundings)
    {
        var question =
            service == AccessService.Clerk
                ? "Clerk secret key (sk_test_… or sk_live_…)"
                : "Stripe secret or restricted key (sk_…, rk_…)";
        var key = await run.Get<AccessOperations>()
            .Connections.TestAsync(
                service,
                SecretInput.Read(surroundings.Input, run.Errors, question),
                run.Settings.FindOrigin(DatabaseSettings.UrlSetting) is not null,
                Patience,
                run.Stopped
            );
        if (!key.IsConfigured)
        {
            Keep(run, key, service == AccessService.Clerk ? ClerkApiUrl.Setting : StripeAccount.UrlSetting);
        }

        if (run.IsJson)
        {
            var result = new ConnectedService($"{service}".ToLowerInvariant(), key.Setting, key.Shown);
            await CliJson.PrintAsync(run.Output, result, CliJson.Default.ConnectedService);
            return ExitCode.Success;
        }

        await run.Output.WriteLineAsync($"{key}");
        await run.Output.WriteLineAsync(key.Promise);
        await run.Output.WriteLineAsync(
            key.IsConfigured
                ? $"This key is already configured ({run.Settings.FindOrigin(key.Setting)})."
                : $"Stored as {key.Setting} in {run.Data.SettingsFile}. Restart \"up\" to use it."
        );
        if (key.IsUnrestricted)
        {
            await run.Output.WriteLineAsync($"A restricted key with {StripeSecretKey.Permissions} is enough.");
        }

        if (!key.IsConfigured && run.Settings.FindOrigin(key.Setting) == VerbSettings.Environment)
        {
            await run.Errors.WriteLineAsync(
                $"The environment sets another {key.Setting}, which takes precedence over this one."
            );
        }

        return ExitCode.Success;
    }

    /// <summary>Stores the key together with the API URL that accepted it.</summary>
    private static void Keep(VerbRun run, TestedKey key, string urlSetting)
    {
        // up rewrites the file at the end of its start.
        if (RunningUp.IsHeld(run.Data) && UpProcess.Read(run.Data) is null)
        {
            throw new FailedException("up is starting. Try again when it is ready.");
        }

        var url = run.Settings.Configuration[urlSetting];
        GivenSettings.Add(
            run.Data,
            [
                new(key.Setting, key.Value),
                .. url is { Length: > 0 } ? (KeyValuePair<string, string>[])[new(urlSetting, url)] : [],
            ]
        );
    }
}

/// <summary>The output of <c>--json</c>.</summary>
/// <param name="Service">clerk or stripe.</param>
/// <param name="Setting">The setting that holds the key.</param>
/// <param name="Key">The key's prefix and its last four characters.</param>
internal sealed record ConnectedService(string Service, string Setting, string Key);
