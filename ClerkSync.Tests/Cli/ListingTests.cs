using ClerkSync.Cli;
using Spectre.Console;

namespace ClerkSync.Tests.Cli;

/// <summary>Tables in a terminal of 80 columns.</summary>
public sealed class ListingTests
{
    private const string Id = "user_Kw3sJEBG3dqkHKJo8nRcbvGmVl8";
    private const string Date = "2026-11-25 08:24:51";

    [Fact]
    public void Table_that_fits_is_drawn_as_a_table()
    {
        var lines = Draw(new Listing("clerk id", "plan", "row since (UTC)"), Id, "free", Date);

        Assert.Equal(
            [$"  clerk id                           plan   row since (UTC)", $"  {Id}   free   {Date}"],
            [lines[0], lines[2]]
        );
    }

    [Fact]
    public void Table_that_does_not_fit_is_drawn_as_a_list_without_broken_values()
    {
        string email = $"{new string('a', 40)}@example.com";

        var lines = Draw(new Listing("clerk id", "email", "plan", "row since (UTC)"), Id, email, "free", Date);

        Assert.Equal(
            [Id, $"  email            {email}", "  plan             free", $"  row since (UTC)  {Date}"],
            lines
        );
    }

    [Fact]
    public void Empty_cell_is_omitted_from_a_list()
    {
        var lines = Draw(new Listing("id", "email", "name"), Id, "", new string('n', 50));

        Assert.Equal([Id, $"  name  {new string('n', 50)}"], lines);
    }

    [Fact]
    public void Prose_is_wrapped_only_between_words()
    {
        const string error = "CLERK_SECRET_KEY is not set: backfill, drift and repair need it to ask Clerk";

        var lines = Draw(new Listing("run", "started (UTC)", new("error", IsProse: true)), "7", Date, error);

        var shown = lines
            .Skip(2)
            .Select(line =>
                line[(line.IndexOf(Date, StringComparison.Ordinal) is var at and >= 0 ? at + Date.Length : 0)..].Trim()
            );
        Assert.True(lines.Length > 3);
        Assert.Equal(error, string.Join(' ', shown));
    }

    [Fact]
    public void Optional_column_that_does_not_fit_is_omitted()
    {
        var listing = new Listing("clerk id", new("object", IsOptional: true), "at", new("attempts", IsOptional: true));

        var lines = Draw(listing, Id, new string('o', 32), Date, "1");

        Assert.Equal(["clerk", "id", "at", "attempts"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <remarks>Each case has the widest values that Clerk and Svix send.</remarks>
    [Theory]
    [InlineData("msg_2g7np7Hrk0SN6kj5EDMLDaKNL0S", "organizationInvitation.accepted", "42501 organization_memberships")]
    [InlineData(
        "orgmem_2g7np7Hrk0SN6kj5EDMLDaKNL0S",
        "ClerkSync__DeliveryRetentionDays",
        "0199c0de-0000-7000-8000-000000000000"
    )]
    public void Words_are_never_broken(params string[] words)
    {
        string[] cells = [.. words, .. words, Date];
        foreach (var columns in Enumerable.Range(1, cells.Length))
        {
            var listing = new Listing([
                .. Enumerable.Range(0, columns).Select(i => new Column($"c{i}", IsProse: i % 3 == 2)),
            ]);

            var lines = Draw(listing, [.. cells.Take(columns).Select(cell => new ListingCell(cell))]);

            Assert.All(lines, line => Assert.True(line.Length <= 80, line));
            Assert.All(
                cells.Take(columns).SelectMany(cell => cell.Split(' ')),
                word => Assert.Contains(lines, line => line.Contains(word, StringComparison.Ordinal))
            );
        }
    }

    private static string[] Draw(Listing listing, params ListingCell[] cells)
    {
        listing.Add(cells);
        var output = new StringWriter();
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No }
        );
        console.Profile.Width = 80;
        listing.Draw(console);
        return [.. output.ToString().Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0)];
    }
}
