using System.CommandLine;
using ClerkSync.Core.Webhooks;

namespace ClerkSync.Cli.Deliveries;

/// <summary>The <c>SVIX-ID</c> of a verb about one delivery.</summary>
internal sealed class SvixIdArgument : Argument<string>
{
    public SvixIdArgument()
        : base("SVIX-ID") => Description = "The delivery's svix-id, as \"deliveries\" lists it.";

    public SvixId Get(ParseResult parsed) => new(parsed.GetRequiredValue(this));

    /// <summary>Null when it was left out, which only an argument of no or one value allows.</summary>
    public SvixId? Find(ParseResult parsed) => parsed.GetValue(this) is { } given ? new SvixId(given) : null;

    public static string Missing(SvixId svixId) => $"No verified delivery {svixId} is on record.";
}
