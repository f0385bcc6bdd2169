using System.CommandLine;
using ClerkSync.Core;
using ClerkSync.Core.Users;

namespace ClerkSync.Cli.Users;

/// <summary>The <c>USER</c> argument of a verb: a Clerk id or the user's email.</summary>
internal sealed class UserArgument : Argument<string>
{
    public UserArgument()
        : base("USER") => Description = "The user's Clerk id or email.";

    /// <exception cref="FailedException">There is no such user.</exception>
    public async Task<User> GetAsync(VerbRun run)
    {
        var text = run.Parsed.GetRequiredValue(this);
        var users = run.Get<UserService>();
        var user = text.Contains('@', StringComparison.Ordinal)
            ? await users.FindByEmailAsync(text, run.Stopped)
            : await users.FindByClerkIdAsync(new ClerkId(text), run.Stopped);
        return user ?? throw new FailedException($"There is no user {text}, or the user is deleted.");
    }
}
