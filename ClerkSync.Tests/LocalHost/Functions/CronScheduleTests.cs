using System.Globalization;
using ClerkSync.LocalHost.Functions;

namespace ClerkSync.Tests.LocalHost.Functions;

public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("* * * * * *", "2026-03-04 05:06:07", "2026-03-04 05:06:08")]
    [InlineData("* * * * * *", "2026-12-31 23:59:59", "2027-01-01 00:00:00")]
    [InlineData("0 */5 * * * *", "2026-03-04 05:06:07", "2026-03-04 05:10:00")]
    [InlineData("0 */5 * * * *", "2026-03-04 05:10:00", "2026-03-04 05:15:00")]
    [InlineData("0 0 * * * *", "2026-03-04 23:00:01", "2026-03-05 00:00:00")]
    [InlineData("30 15 3 * * *", "2026-03-04 03:15:30", "2026-03-05 03:15:30")]
    [InlineData("0 0 9-17/4 * * *", "2026-03-04 09:00:00", "2026-03-04 13:00:00")]
    [InlineData("0 50/5 * * * *", "2026-03-04 05:55:00", "2026-03-04 06:50:00")]
    [InlineData("5,25,45 * * * * *", "2026-03-04 05:06:25", "2026-03-04 05:06:45")]
    [InlineData("0 0 0 1 1 *", "2026-03-04 05:06:07", "2027-01-01 00:00:00")]
    [InlineData("0 0 0 31 * *", "2026-01-31 00:00:00", "2026-03-31 00:00:00")]
    [InlineData("0 30 9 * * 1-5", "2026-03-06 10:00:00", "2026-03-09 09:30:00")]
    [InlineData("0 0 0 * * 0", "2026-03-04 05:06:07", "2026-03-08 00:00:00")]
    [InlineData("0 0 0 13 * 5", "2026-03-14 00:00:00", "2026-11-13 00:00:00")]
    [InlineData("0 0 0 29 2 *", "2096-03-01 00:00:00", "2104-02-29 00:00:00")]
    [InlineData("0 0 0 29 2 4", "2080-03-01 00:00:00", "2120-02-29 00:00:00")]
    [InlineData("  0   0 0 * * *  ", "2026-03-04 05:06:07", "2026-03-05 00:00:00")]
    public void Next_run_is_the_first_second_after_that_matches(string expression, string after, string expected)
    {
        Assert.True(CronSchedule.TryParse(expression, out var schedule));

        Assert.Equal(Utc(expected), schedule.FindNext(Utc(after)));
    }

    [Fact]
    public void Fractions_of_a_second_and_other_time_zones_do_not_matter()
    {
        Assert.True(CronSchedule.TryParse("0 0 12 * * *", out var schedule));

        var next = schedule.FindNext(new DateTimeOffset(2026, 3, 4, 13, 59, 59, 999, TimeSpan.FromHours(2)));

        Assert.Equal(Utc("2026-03-04 12:00:00"), next);
    }

    [Fact]
    public void Day_that_never_comes_has_no_next_run()
    {
        Assert.True(CronSchedule.TryParse("0 0 0 30 2 *", out var schedule));

        Assert.Null(schedule.FindNext(Utc("2026-03-04 05:06:07")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("* * * * *")]
    [InlineData("* * * * * * *")]
    [InlineData("60 * * * * *")]
    [InlineData("* 60 * * * *")]
    [InlineData("* * 24 * * *")]
    [InlineData("* * * 0 * *")]
    [InlineData("* * * 32 * *")]
    [InlineData("* * * * 0 *")]
    [InlineData("* * * * 13 *")]
    [InlineData("* * * * * 7")]
    [InlineData("5-1 * * * * *")]
    [InlineData("*/0 * * * * *")]
    [InlineData("*-5 * * * * *")]
    [InlineData("1, * * * * *")]
    [InlineData("-1 * * * * *")]
    [InlineData("+1 * * * * *")]
    [InlineData("999 * * * * *")]
    [InlineData("1/2/3 * * * * *")]
    [InlineData("0 0 0 * * MON")]
    [InlineData("0 0 0 ? * *")]
    [InlineData("00:05:00")]
    public void What_is_no_schedule_is_refused(string expression)
    {
        Assert.False(CronSchedule.TryParse(expression, out _));
    }

    private static DateTimeOffset Utc(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
