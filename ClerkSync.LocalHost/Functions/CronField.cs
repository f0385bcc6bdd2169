using System.Globalization;
using System.Text.RegularExpressions;

namespace ClerkSync.LocalHost.Functions;

/// <summary>The numbers that one field of a schedule allows.</summary>
internal readonly partial struct CronField
{
    private readonly ulong _allowed;

    private CronField(ulong allowed) => _allowed = allowed;

    public bool Contains(int number) => (_allowed & (1UL << number)) != 0;

    /// <summary>Reads <c>*</c>, numbers, ranges (<c>1-5</c>), steps (<c>*/5</c>, <c>10-30/5</c>, <c>3/5</c>) and lists of these.</summary>
    public static bool TryParse(string text, int first, int last, out CronField field)
    {
        ulong allowed = 0;
        field = default;
        foreach (var part in text.Split(','))
        {
            var item = Item().Match(part);
            var step = Number(item, "step") ?? 1;
            var from = Number(item, "from") ?? first;
            // 3/5 goes on to the end, 3 alone does not.
            var to = Number(item, "to") ?? (item.Groups["from"].Success && !item.Groups["step"].Success ? from : last);
            if (!item.Success || from < first || to > last || from > to || step == 0)
            {
                return false;
            }

            for (var number = from; number <= to; number += step)
            {
                allowed |= 1UL << number;
            }
        }

        field = new CronField(allowed);
        return true;
    }

    private static int? Number(Match item, string group) =>
        item.Groups[group] is { Success: true, Value: var text } ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(
        @"^(\*|(?<from>[0-9]{1,2})(-(?<to>[0-9]{1,2}))?)(/(?<step>[0-9]{1,2}))?\z",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Item();
}
