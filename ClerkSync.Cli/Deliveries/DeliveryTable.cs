using System.Globalization;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Disclosure;
using Spectre.Console;

namespace ClerkSync.Cli.Deliveries;

internal static class DeliveryTable
{
    private const string ShortTime = "MM-dd HH:mm:ss";

    // "rejected" is the longest.
    private const int OutcomeLength = 8;

    private static readonly Column[] Columns =
    [
        "svix-id",
        "received (UTC)",
        "event",
        "outcome",
        new("object", IsOptional: true),
        new("attempts", IsOptional: true),
    ];

    /// <summary>Draws a table with a row for each delivery.</summary>
    public static void Draw(IReadOnlyList<DeliveryRecord> deliveries, TextWriter output)
    {
        if (deliveries is [])
        {
            output.WriteLine("No deliveries.");
            return;
        }

        var hasErrors = deliveries.Any(delivery => delivery.Error is not null);
        var listing = new Listing([.. Columns, .. hasErrors ? (Column[])[new("error", IsProse: true)] : []]);
        foreach (var delivery in deliveries)
        {
            listing.Add([
                delivery.SvixId,
                Format(delivery.ReceivedAt, ShortTime),
                delivery.EventType,
                Outcome(delivery),
                delivery.ClerkId,
                delivery.Attempts.ToString(CultureInfo.InvariantCulture),
                .. hasErrors ? (ListingCell[])[delivery.Error] : [],
            ]);
        }

        listing.Draw(output);
    }

    /// <summary>Draws the details of one delivery, one per line.</summary>
    public static void Draw(DeliveryRecord delivery, TextWriter output)
    {
        var grid = new Grid().AddColumns(2);
        Add("svix-id", new Text(delivery.SvixId));
        Add("event", new Text(delivery.EventType ?? "could not be read"));
        Add("object", new Text(delivery.ClerkId ?? "none"));
        Add("outcome", Outcome(delivery).ToText());
        Add("error", new Text(delivery.Error ?? "none"));
        Add("attempts", new Text(delivery.Attempts.ToString(CultureInfo.InvariantCulture)));
        Add("event time", new Text(delivery.EventAt is { } at ? Format(at) : "none"));
        Add("received", new Text(Format(delivery.ReceivedAt)));
        Add("processed", new Text(Format(delivery.ProcessedAt)));
        Add("payload", new Text(delivery.HasPayload ? "kept; --payload prints it" : "not kept"));
        Screen.On(output).Write(grid);

        void Add(string name, Text value) => grid.AddRow(new Text(name), value);
    }

    /// <summary>Formats a delivery as one line.</summary>
    public static string ToLine(DeliveryRecord delivery)
    {
        var line = string.Join(
            ' ',
            Format(delivery.ReceivedAt, ShortTime),
            delivery.Outcome.PadRight(OutcomeLength),
            delivery.SvixId,
            delivery.EventType,
            delivery.ClerkId
        );
        return VisibleText.Escape(delivery.Error is null ? line.TrimEnd() : $"{line.TrimEnd()}: {delivery.Error}");
    }

    private static ListingCell Outcome(DeliveryRecord delivery) =>
        new(
            delivery.Outcome,
            delivery.Outcome switch
            {
                "applied" => Color.Green,
                "failed" or "rejected" => Color.Red,
                _ => Style.Plain,
            }
        );

    private static string Format(DateTimeOffset time, string format = "yyyy-MM-dd HH:mm:ss.fff'Z'") =>
        time.ToUniversalTime().ToString(format, CultureInfo.InvariantCulture);
}
