using System.CommandLine;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Webhooks;

namespace ClerkSync.Cli.Deliveries;

/// <summary>The <c>SVIX-ID</c> argument of verbs about one delivery.</summary>
internal sealed class SvixIdArgument : Argument<string>
{
    public SvixIdArgument()
        : base("SVIX-ID") => Description = "The delivery's svix-id, as \"deliveries\" lists it.";

    /// <exception cref="FailedException">There is no such delivery.</exception>
    public async Task<DeliveryRecord> GetAsync(VerbRun run)
    {
        var svixId = new SvixId(run.Parsed.GetRequiredValue(this));
        return await run.Get<DeliveryReader>().FindAsync(svixId, run.Stopped)
            ?? throw new FailedException($"No verified delivery {svixId} is on record.");
    }
}
