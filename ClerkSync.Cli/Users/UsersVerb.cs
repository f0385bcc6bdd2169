using System.CommandLine;
using System.Globalization;
using ClerkSync.Cli.Settings;
using ClerkSync.Core.Users;

namespace ClerkSync.Cli.Users;

internal static class UsersVerb
{
    private const int DefaultLimit = 20;

    public static Command Create(Surroundings surroundings)
    {
        var limit = new NumberOption("--limit", least: 1, most: UserService.MaxLimit)
        {
            Description = $"The maximum number of users. Default: {DefaultLimit}.",
        };
        return new Verb(
            "users",
            "Lists the users whose rows were inserted last.",
            $"""
            Example:
              {surroundings.Command} users --limit 100
            """
        )
        {
            limit,
        }.SetRun(
            surroundings,
            async run =>
            {
                var users = await run.Get<UserService>()
                    .ListNewestAsync(run.Parsed.GetValue(limit) ?? DefaultLimit, run.Stopped);
                if (run.IsJson)
                {
                    await CliJson.PrintAsync(run.Output, users, CliJson.Default.IReadOnlyListUser);
                }
                else
                {
                    Draw(run.Output, users);
                }

                return ExitCode.Success;
            }
        );
    }

    private static void Draw(TextWriter output, IReadOnlyList<User> users)
    {
        if (users is [])
        {
            output.WriteLine("No users.");
            return;
        }

        var listing = new Listing("clerk id", "email", "plan", "credits", "row since (UTC)");
        foreach (var user in users)
        {
            listing.Add(
                user.ClerkId,
                user.Email,
                user.Plan,
                user.Credits.ToString(CultureInfo.InvariantCulture),
                user.CreatedAt.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            );
        }

        listing.Draw(output);
    }
}
