using System.Globalization;
using ClerkSync.Core.Webhooks;
using Spectre.Console;

namespace ClerkSync.Cli.Deliveries;

/// <summary>Draws deliveries.</summary>
internal static class DeliveryTable
{
    /// <summary>Many, a row each.</summary>
    public static void Draw(IReadOnlyList<DeliveryRecord> deliveries, TextWriter output)
    {
        if (deliveries is [])
        {
            output.WriteLine("No deliveries.");
            return;
        }

        var table = Screen.CreateTable("svix-id", "received", "event", "object", "outcome", "attempts", "error");
        // An id that is broken over two lines cannot be copied.
        table.Columns[0].NoWrap();
        foreach (var delivery in deliveries)
        {
            table.AddRow(
                new Text(delivery.SvixId),
                new Text(Format(delivery.ReceivedAt)),
                new Text(delivery.EventType ?? ""),
                new Text(delivery.ClerkId ?? ""),
                Outcome(delivery),
                new Text(delivery.Attempts.ToString(CultureInfo.InvariantCulture)),
                new Text(delivery.Error ?? "")
            );
        }

        Screen.On(output).Write(table);
    }

    /// <summary>One, a line for each thing there is to know.</summary>
    public static void Draw(DeliveryRecord delivery, TextWriter output)
    {
        var grid = new Grid().AddColumns(2);
        Add("svix-id", new Text(delivery.SvixId));
        Add("event", new Text(delivery.EventType ?? "could not be read"));
        Add("object", new Text(delivery.ClerkId ?? "none"));
        Add("outcome", Outcome(delivery));
        Add("error", new Text(delivery.Error ?? "none"));
        Add("attempts", new Text(delivery.Attempts.ToString(CultureInfo.InvariantCulture)));
        Add("event time", new Text(delivery.EventAt is { } at ? Format(at) : "none"));
        Add("received", new Text(Format(delivery.ReceivedAt)));
        Add("processed", new Text(Format(delivery.ProcessedAt)));
        Add("payload", new Text(delivery.HasPayload ? "kept; --payload prints it" : "not kept"));
        Screen.On(output).Write(grid);

        void Add(string name, Text value) => grid.AddRow(new Text(name), value);
    }

    private static Text Outcome(DeliveryRecord delivery) =>
        new(
            delivery.Outcome,
            delivery.Outcome switch
            {
                "applied" => Color.Green,
                "failed" or "rejected" => Color.Red,
                _ => Style.Plain,
            }
        );

    private static string Format(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
