using System.Diagnostics.CodeAnalysis;

namespace ClerkSync.LocalHost.Functions;

/// <summary>A six-field NCRONTAB expression: second, minute, hour, day, month, day of the week (0 is Sunday), in UTC.</summary>
/// <remarks>
/// Day and day of the week must both match, as in NCrontab (and unlike cron). Names such as MON are not read.
/// Source: Microsoft Learn, "Timer trigger for Azure Functions", NCRONTAB expressions.
/// </remarks>
internal sealed class CronSchedule
{
    // The 29th of February falls on a given day of the week every 28 years, or 40 across a year such as 2100.
    private const int LongestPauseYears = 40;

    private readonly CronField _seconds;
    private readonly CronField _minutes;
    private readonly CronField _hours;
    private readonly CronField _days;
    private readonly CronField _months;
    private readonly CronField _daysOfWeek;

    private CronSchedule(CronField[] fields) =>
        (_seconds, _minutes, _hours, _days, _months, _daysOfWeek) = (
            fields[0],
            fields[1],
            fields[2],
            fields[3],
            fields[4],
            fields[5]
        );

    public static bool TryParse(string expression, [NotNullWhen(true)] out CronSchedule? schedule)
    {
        var texts = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        (int First, int Last)[] ranges = [(0, 59), (0, 59), (0, 23), (1, 31), (1, 12), (0, 6)];
        var fields = new CronField[ranges.Length];
        schedule =
            texts.Length == ranges.Length
            && ranges
                .Index()
                .All(range =>
                    CronField.TryParse(texts[range.Index], range.Item.First, range.Item.Last, out fields[range.Index])
                )
                ? new CronSchedule(fields)
                : null;
        return schedule is not null;
    }

    /// <returns>The first second after <paramref name="after"/> that matches; null when there is none (30 February).</returns>
    public DateTimeOffset? FindNext(DateTimeOffset after)
    {
        var next = after.UtcDateTime.AddTicks(-(after.UtcDateTime.Ticks % TimeSpan.TicksPerSecond)).AddSeconds(1);
        var lastYear = next.Year + LongestPauseYears;
        while (next.Year <= lastYear)
        {
            if (!_months.Contains(next.Month))
            {
                next = new DateTime(next.Year, next.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(1);
            }
            else if (!_days.Contains(next.Day) || !_daysOfWeek.Contains((int)next.DayOfWeek))
            {
                next = next.Date.AddDays(1);
            }
            else if (!_hours.Contains(next.Hour))
            {
                next = next.Date.AddHours(next.Hour + 1);
            }
            else if (!_minutes.Contains(next.Minute))
            {
                next = next.AddSeconds(60 - next.Second);
            }
            else if (!_seconds.Contains(next.Second))
            {
                next = next.AddSeconds(1);
            }
            else
            {
                return next;
            }
        }

        return null;
    }
}
