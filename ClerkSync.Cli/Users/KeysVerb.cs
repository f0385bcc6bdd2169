using System.CommandLine;
using System.Globalization;
using ClerkSync.Core;
using ClerkSync.Core.ApiKeys;

namespace ClerkSync.Cli.Users;

internal static class KeysVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var who = new UserArgument();
        var create = new Option<string>("--create")
        {
            Description = "Creates a key with this name and prints it. It cannot be shown again.",
            HelpName = "NAME",
        };
        var revoke = new Option<Guid?>("--revoke")
        {
            Description = "Revokes a key permanently.",
            HelpName = "ID",
            CustomParser = result =>
            {
                if (Guid.TryParse(result.Tokens[0].Value, out var id))
                {
                    return id;
                }

                result.AddError("--revoke must be the id of a key, as the list shows it.");
                return null;
            },
        };
        return new Verb(
            "keys",
            "Lists a user's API keys, creates one or revokes one.",
            $"""
            Examples:
              {surroundings.Command} keys ada@example.com
              {surroundings.Command} keys ada@example.com --create ci
              {surroundings.Command} keys ada@example.com --revoke 0199c0de-0000-7000-8000-000000000000
            """
        )
        {
            who,
            create,
            revoke,
        }.SetRun(
            surroundings,
            async run =>
            {
                var user = new ClerkId((await who.GetAsync(run)).ClerkId);
                return (run.Parsed.GetValue(create), run.Parsed.GetValue(revoke)) switch
                {
                    (null, null) => await ShowAsync(run, user),
                    ({ } name, null) => await CreateAsync(run, user, name),
                    (null, { } id) => await RevokeAsync(run, user, id),
                    _ => throw new UsageException("Give either --create or --revoke, not both."),
                };
            }
        );
    }

    private static async Task<int> CreateAsync(VerbRun run, ClerkId user, string name)
    {
        if (!ApiKeyService.IsName(name))
        {
            throw new UsageException(
                $"A name has 1 to {ApiKeyService.LongestName} characters, without control characters or characters that change the direction of text."
            );
        }

        if (await run.Get<ApiKeyService>().CreateAsync(user, name, run.Stopped) is not { } made)
        {
            throw new FailedException($"{user} has {ApiKeyService.MostKeys} keys already. Revoke one first.");
        }

        await (
            run.IsJson
                ? CliJson.PrintAsync(run.Output, made, CliJson.Default.NewApiKey)
                : run.Output.WriteLineAsync(made.Key)
        );
        return ExitCode.Success;
    }

    private static async Task<int> RevokeAsync(VerbRun run, ClerkId user, Guid id)
    {
        if (!await run.Get<ApiKeyService>().RevokeAsync(user, id, run.Stopped))
        {
            throw new FailedException($"{user} has no key {id}.");
        }

        await (
            run.IsJson
                ? CliJson.PrintAsync(run.Output, new RevokedKey(id), CliJson.Default.RevokedKey)
                : run.Output.WriteLineAsync("Revoked.")
        );
        return ExitCode.Success;
    }

    private static async Task<int> ShowAsync(VerbRun run, ClerkId user)
    {
        var keys = await run.Get<ApiKeyService>().ListAsync(user, run.Stopped);
        if (run.IsJson)
        {
            await CliJson.PrintAsync(run.Output, keys, CliJson.Default.IReadOnlyListApiKey);
            return ExitCode.Success;
        }

        if (keys is [])
        {
            await run.Output.WriteLineAsync("No keys.");
            return ExitCode.Success;
        }

        var listing = new Listing("id", new("name", IsProse: true), "begins with", "made (UTC)", "last used (UTC)");
        foreach (var key in keys)
        {
            listing.Add(
                $"{key.Id}",
                key.Name,
                key.Prefix,
                Format(key.CreatedAt),
                key.LastUsedAt is { } used ? Format(used) : "never"
            );
        }

        listing.Draw(run.Output);
        return ExitCode.Success;

        static string Format(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }
}

/// <summary>The output of <c>keys --revoke --json</c>.</summary>
internal sealed record RevokedKey(Guid Revoked);
