using System.Text;
using Spectre.Console;

namespace ClerkSync.Cli;

/// <summary>
/// A table that never breaks an id, a date or a name across lines, so that it can be copied. A table that is too wide for the terminal is
/// drawn as a list.
/// </summary>
internal sealed class Listing(params IReadOnlyList<Column> columns)
{
    private readonly List<ListingCell[]> _rows = [];

    /// <param name="cells">One cell for each column.</param>
    public void Add(params ListingCell[] cells) => _rows.Add(cells);

    /// <summary>Draws the listing in the width of the terminal, or without a limit when there is no terminal.</summary>
    public void Draw(TextWriter output) => Draw(Screen.On(output));

    internal void Draw(IAnsiConsole console)
    {
        var width = console.Profile.Width;
        int[] shown = [.. Enumerable.Range(0, columns.Count)];
        while (!HasRoom(shown, width) && shown.Any(i => columns[i].IsOptional))
        {
            var least = shown.First(i => columns[i].IsOptional);
            shown = [.. shown.Where(i => i != least)];
        }

        if (HasRoom(shown, width))
        {
            DrawTable(console, shown, width);
        }
        else
        {
            DrawList(console);
        }
    }

    private void DrawTable(IAnsiConsole console, int[] shown, int width)
    {
        var spare = width - WidthOf(shown);
        var table = new Table().Border(TableBorder.Simple);
        foreach (var i in shown)
        {
            var column = new TableColumn(new Text(columns[i].Header));
            if (columns[i].IsProse)
            {
                var given = Math.Min(spare, Longest(i) - Unbroken(i));
                column.Width = Unbroken(i) + given;
                spare -= given;
            }
            else
            {
                column.NoWrap = true;
            }

            table.AddColumn(column);
        }

        foreach (var row in _rows)
        {
            table.AddRow(shown.Select(i => row[i].ToText()));
        }

        console.Write(table);
    }

    /// <summary>Draws the first cell of each row on its own line, and the other cells below it with their headers.</summary>
    private void DrawList(IAnsiConsole console)
    {
        foreach (var row in _rows)
        {
            console.Write(row[0].ToText());
            console.WriteLine();
            var grid = new Grid().AddColumn(new GridColumn().NoWrap().Padding(2, 0, 2, 0)).AddColumn();
            for (var i = 1; i < columns.Count; i++)
            {
                if (row[i].Value.Length > 0)
                {
                    grid.AddRow(new Text(columns[i].Header), row[i].ToText());
                }
            }

            console.Write(grid);
        }
    }

    private bool HasRoom(int[] shown, int width) => WidthOf(shown) <= width;

    /// <summary>
    /// The least width of a table. Spectre adds 2 to each column for padding, and draws a separator between columns and at both edges.
    /// </summary>
    private int WidthOf(int[] shown) => shown.Sum(Unbroken) + (3 * shown.Length) + 1;

    private int Unbroken(int column) =>
        columns[column].IsProse ? Texts(column).SelectMany(text => text.Split(' ')).Max(CellWidth) : Longest(column);

    private int Longest(int column) => Texts(column).Max(CellWidth);

    private IEnumerable<string> Texts(int column) =>
        _rows.Select(row => row[column].Value).Prepend(columns[column].Header);

    private static int CellWidth(string text) => text.EnumerateRunes().Sum(WidthOf);

    // Letters of East Asian scripts and emoji take two columns. Other letters may be overestimated, which is safe.
    private static int WidthOf(Rune letter) => letter.Value < 0x1100 ? 1 : 2;
}

/// <summary>A column of a <see cref="Listing"/>.</summary>
/// <param name="IsProse">Whether its text may be wrapped between words.</param>
/// <param name="IsOptional">Whether the column may be left out if there is no room. The first optional column is left out first.</param>
internal sealed record Column(string Header, bool IsProse = false, bool IsOptional = false)
{
    public static implicit operator Column(string header) => new(header);
}

internal sealed record ListingCell(string Value, Style? Style = null)
{
    public static implicit operator ListingCell(string? value) => new(value ?? "");

    public Text ToText() => new(Value, Style);
}
