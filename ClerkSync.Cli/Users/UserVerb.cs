using System.CommandLine;
using System.Globalization;
using ClerkSync.Core;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Users;
using Spectre.Console;

namespace ClerkSync.Cli.Users;

internal static class UserVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var who = new UserArgument();
        return new Verb(
            "user",
            "Shows a user and their usage.",
            $"""
            Example:
              {surroundings.Command} user user_2g7np7Hrk0SN6kj5EDMLDaKNL0S
              {surroundings.Command} user ada@example.com --json
            """
        )
        {
            who,
        }.SetRun(
            surroundings,
            async run =>
            {
                var id = new ClerkId((await who.GetAsync(run)).ClerkId);
                var found =
                    await run.Get<UserService>().FindWithUsageAsync(id, since: null, run.Stopped)
                    ?? throw new FailedException($"There is no user {id}, or the user is deleted.");
                if (run.IsJson)
                {
                    await CliJson.PrintAsync(run.Output, found, CliJson.Default.UserWithUsage);
                }
                else
                {
                    Draw(run.Output, found);
                }

                return ExitCode.Success;
            }
        );
    }

    private static void Draw(TextWriter output, UserWithUsage found)
    {
        var (user, usage) = (found.User, found.Usage.Total);
        var grid = new Grid().AddColumns(2);
        Add("clerk id", user.ClerkId);
        Add("email", user.Email ?? "none");
        Add("name", $"{user.FirstName} {user.LastName}".Trim() is { Length: > 0 } name ? name : "none");
        Add("plan", user.Plan);
        Add("credits", user.Credits.ToString(CultureInfo.InvariantCulture));
        Add(
            "access",
            user.Banned ? "banned"
                : user.Locked ? "locked"
                : "open"
        );
        Add("row since", user.CreatedAt.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Add(
            "runs",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{usage.Runs} for {usage.Cost} USD, {Counted.Of(usage.Credits, "credit")}"
            )
        );
        Screen.On(output).Write(grid);

        void Add(string name, string value) => grid.AddRow(new Text(name), new Text(value));
    }
}
