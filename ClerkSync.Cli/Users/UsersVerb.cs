using System.CommandLine;
using System.Globalization;
using ClerkSync.Cli.Settings;
using ClerkSync.Core.Users;
using Spectre.Console;

namespace ClerkSync.Cli.Users;

/// <summary><c>users</c>.</summary>
internal static class UsersVerb
{
    private const int DefaultLimit = 20;

    public static Command Create(Surroundings surroundings)
    {
        var limit = new NumberOption("--limit", least: 1, most: UserService.MaxLimit)
        {
            Description = $"How many at most. Default: {DefaultLimit}.",
        };
        return new Verb(
            "users",
            "Lists the users whose rows are newest.",
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

        var table = Screen.CreateTable("clerk id", "email", "plan", "credits", "row since (UTC)");
        table.Columns[0].NoWrap();
        foreach (var user in users)
        {
            table.AddRow(
                new Text(user.ClerkId),
                new Text(user.Email ?? ""),
                new Text(user.Plan),
                new Text(user.Credits.ToString(CultureInfo.InvariantCulture)),
                new Text(user.CreatedAt.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture))
            );
        }

        Screen.On(output).Write(table);
    }
}
