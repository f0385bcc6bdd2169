using System.CommandLine;
using ClerkSync.Core.Webhooks;

namespace ClerkSync.Cli.Deliveries;

/// <summary>The <c>SVIX-ID</c> of a verb about one delivery.</summary>
internal sealed class SvixIdArgument : Argument<string>
{
    public SvixIdArgument()
        : base("SVIX-ID") => Description = "The delivery's svix-id, as \"deliveries\" lists it.";

    public SvixId Get(ParseResult parsed) => new(parsed.GetRequiredValue(this));

    public static string Missing(SvixId svixId) => $"No verified delivery {svixId} is on record.";
}
