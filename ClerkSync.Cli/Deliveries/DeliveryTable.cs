using System.Globalization;
using ClerkSync.Core.Webhooks;
using Spectre.Console;

namespace ClerkSync.Cli.Deliveries;

/// <summary>Draws deliveries.</summary>
internal static class DeliveryTable
{
    // In a narrow terminal the least needed columns go, because an id that is broken over lines cannot be copied.
    private static readonly Column[] Columns =
    [
        new("svix-id", 0, delivery => new Text(delivery.SvixId)),
        new("received (UTC)", 0, delivery => new Text(Format(delivery.ReceivedAt, "MM-dd HH:mm:ss"))),
        new("event", 0, delivery => new Text(delivery.EventType ?? "")),
        new("outcome", 0, Outcome),
        new("attempts", 100, delivery => new Text(delivery.Attempts.ToString(CultureInfo.InvariantCulture))),
        new("object", 150, delivery => new Text(delivery.ClerkId ?? "")),
    ];

    private static readonly Column Error = new("error", 0, delivery => new Text(delivery.Error ?? ""));

    /// <summary>Many, a row each.</summary>
    public static void Draw(IReadOnlyList<DeliveryRecord> deliveries, TextWriter output)
    {
        if (deliveries is [])
        {
            output.WriteLine("No deliveries.");
            return;
        }

        var screen = Screen.On(output);
        Column[] columns =
        [
            .. Columns.Where(column => column.LeastWidth <= screen.Profile.Width),
            .. deliveries.Any(delivery => delivery.Error is not null) ? (Column[])[Error] : [],
        ];
        var table = Screen.CreateTable([.. columns.Select(column => column.Header)]);
        table.Columns[0].NoWrap();
        foreach (var delivery in deliveries)
        {
            table.AddRow(columns.Select(column => column.Cell(delivery)));
        }

        screen.Write(table);
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

    private static string Format(DateTimeOffset time, string format = "yyyy-MM-dd HH:mm:ss.fff'Z'") =>
        time.ToUniversalTime().ToString(format, CultureInfo.InvariantCulture);

    /// <param name="Header">Its name.</param>
    /// <param name="LeastWidth">Of the terminal that has room for it.</param>
    /// <param name="Cell">Its value.</param>
    private sealed record Column(string Header, int LeastWidth, Func<DeliveryRecord, Text> Cell);
}
