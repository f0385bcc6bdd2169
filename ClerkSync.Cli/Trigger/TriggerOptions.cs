using System.CommandLine;
using System.CommandLine.Completions;
using ClerkSync.Cli.Settings;

namespace ClerkSync.Cli.Trigger;

internal sealed class TriggerOptions
{
    public Argument<string?> Event { get; } =
        new("EVENT")
        {
            Description = "The event, such as user.created; --list names all.",
            // Without it the help lists every completion.
            HelpName = "EVENT",
            Arity = ArgumentArity.ZeroOrOne,
            CompletionSources = { _ => Examples.EventTypes.Select(type => new CompletionItem(type)) },
        };

    public Option<bool> List { get; } = new("--list") { Description = "List the events and send nothing." };

    public Option<string?> Id { get; } = new("--id") { Description = "The id of the object.", HelpName = "ID" };

    public Option<string?> Email { get; } =
        new("--email") { Description = "The email address in the event.", HelpName = "EMAIL" };

    public Option<string?> FirstName { get; } =
        new("--first-name") { Description = "The first name in the event.", HelpName = "NAME" };

    public Option<string[]> Set { get; } =
        new("--set")
        {
            Description = "Set a value in the event's data: JSON, or else text. May be repeated.",
            HelpName = "PATH=VALUE",
        };

    public Option<string?> SvixId { get; } =
        new("--svix-id")
        {
            Description = "The message's svix-id. Default: a new one.",
            HelpName = "ID",
            Validators =
            {
                result =>
                {
                    // The value is sent as a header.
                    if (
                        !result.Tokens.All(token =>
                            token.Value is not "" && token.Value.All(c => c is > ' ' and <= '~')
                        )
                    )
                    {
                        result.AddError("--svix-id may only have visible ASCII characters, and no spaces.");
                    }
                },
            },
        };

    public NumberOption Times { get; } =
        new("--times", least: 1, most: 1000) { Description = "How many times to deliver the message. Default: 1." };

    public UrlOption Url { get; } =
        new("--url") { Description = "The endpoint. Default: CLERKSYNC_URL, else the last up's." };

    public Option<string?> Secret { get; } =
        new("--secret")
        {
            Description = "The signing secret. Default: CLERK_WEBHOOK_SIGNING_SECRET, else the last up's.",
            HelpName = "WHSEC",
        };

    public JsonOption Json { get; } = new() { Description = "With --list: print JSON." };

    public DataOption Data { get; } = new();

    public void AddTo(Command command)
    {
        command.Add(Event);
        foreach (var option in (Option[])[List, Id, Email, FirstName, Set, SvixId, Times, Url, Secret, Json, Data])
        {
            command.Add(option);
        }
    }

    /// <exception cref="UsageException">There is no such event, or an option is only valid with the list.</exception>
    public TriggerRequest ReadRequest(ParseResult parsed) =>
        new()
        {
            EventType = parsed.GetValue(Event) switch
            {
                _ when parsed.GetValue(Json) => throw new UsageException("--json goes with --list."),
                null => throw new UsageException("Name an event, such as user.created. --list names all."),
                var type when Examples.EventTypes.Contains(type) => type,
                var type => throw new UsageException($"\"{type}\" is not one of Clerk's events; --list names them."),
            },
            Id = parsed.GetValue(Id),
            Email = parsed.GetValue(Email),
            FirstName = parsed.GetValue(FirstName),
            Sets = parsed.GetValue(Set) ?? [],
        };
}
