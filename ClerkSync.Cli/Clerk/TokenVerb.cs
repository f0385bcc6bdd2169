using System.CommandLine;
using ClerkSync.Cli.Settings;

namespace ClerkSync.Cli.Clerk;

internal static class TokenVerb
{
    private const int MostSeconds = 365 * 24 * 60 * 60;

    public static Command Create(Surroundings surroundings)
    {
        var data = new DataOption();
        var email = new Argument<string>("EMAIL") { Description = "The email of a user of the simulated Clerk." };
        var seconds = new NumberOption("--expires-in", least: 1, MostSeconds)
        {
            Description = "After how many seconds the token expires. Default: 60, as with Clerk.",
        };
        var command = new Verb(
            "token",
            "Prints a session token of the simulated Clerk for a user.",
            $"""
            It signs the user in and prints nothing but the token.

            Example:
              {surroundings.Command} trigger user.created --email ada@example.com
              curl -H "Authorization: Bearer $({surroundings.Command} token ada@example.com)" http://127.0.0.1:7071/api/me
            """
        )
        {
            email,
            seconds,
            data,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var settings = VerbSettings.Read(surroundings, data.Find(parsed, surroundings));
                var who = parsed.GetRequiredValue(email);
                using var clerk = await SimulatedClerkClient.GetRunningAsync(
                    settings,
                    $"{surroundings.Command} up{data.Repeat(parsed, surroundings)}",
                    cancellationToken
                );
                var userId =
                    await clerk.FindUserIdAsync(who, cancellationToken)
                    ?? throw new FailedException(
                        $"The simulated Clerk has no user with the email {who}. Create one: {surroundings.Command} trigger user.created --email {who}{data.Repeat(parsed, surroundings)}"
                    );
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    await clerk.CreateTokenAsync(userId, parsed.GetValue(seconds), cancellationToken)
                );
                return ExitCode.Success;
            }
        );
        return command;
    }
}
