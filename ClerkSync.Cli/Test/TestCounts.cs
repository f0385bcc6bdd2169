using System.Globalization;
using System.Xml.Linq;

namespace ClerkSync.Cli.Test;

/// <summary>The numbers of passed, failed and skipped tests.</summary>
internal sealed record TestCounts(int Passed, int Failed, int Skipped)
{
    /// <summary>The file that <c>dotnet test</c> writes its results to.</summary>
    public const string FileName = "results.trx";

    /// <summary>Reads the results; null when there are none.</summary>
    public static TestCounts? Find(string folder)
    {
        var file = Path.Combine(folder, FileName);
        return File.Exists(file) ? Read(XDocument.Load(file)) : null;
    }

    public override string ToString() =>
        $"{Passed} passed, {Failed} failed" + (Skipped > 0 ? $", {Skipped} skipped" : "");

    internal static TestCounts? Read(XDocument trx)
    {
        if (trx.Descendants().FirstOrDefault(element => element.Name.LocalName == "Counters") is not { } counters)
        {
            return null;
        }

        var total = Count("total");
        var passed = Count("passed");
        var executed = Count("executed");
        // Every executed test that did not pass counts as failed: an error, a timeout, an abort. A skipped test is not executed.
        return new TestCounts(passed, executed - passed, total - executed);

        int Count(string name) => int.Parse(counters.Attribute(name)!.Value, CultureInfo.InvariantCulture);
    }
}
