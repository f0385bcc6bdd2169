using System.Globalization;
using ClerkSync.AspNetCore.Functions;
using Microsoft.Azure.Functions.Worker;

namespace ClerkSync.Tests.AspNetCore.Functions;

public sealed class TimerFunctionTests
{
    [Fact]
    public void Next_run_is_in_UTC_and_on_a_whole_second()
    {
        var timer = Create(nameof(Timers.EveryNoon));

        var next = timer.FindNext(new DateTimeOffset(2026, 3, 4, 13, 59, 59, 999, TimeSpan.FromHours(2)));

        Assert.Equal(Utc("2026-03-04 12:00:00"), next);
        Assert.Equal(TimeSpan.Zero, next!.Value.Offset);
    }

    [Fact]
    public void Next_run_is_later_than_the_current_run()
    {
        var timer = Create(nameof(Timers.EveryNoon));

        var next = timer.FindNext(Utc("2026-03-04 12:00:00"));

        Assert.Equal(Utc("2026-03-05 12:00:00"), next);
    }

    /// <summary>2100 is not a leap year, so no interval is longer.</summary>
    [Fact]
    public void Next_run_can_be_forty_years_away()
    {
        var timer = Create(nameof(Timers.LeapDayOnAThursday));

        var next = timer.FindNext(Utc("2080-03-01 00:00:00"));

        Assert.Equal(Utc("2120-02-29 00:00:00"), next);
    }

    [Theory]
    [InlineData("2026-01-01 00:00:00")]
    [InlineData("2026-03-04 05:06:07")]
    [InlineData("2026-12-31 23:59:59")]
    public void Schedule_that_never_occurs_has_no_next_run(string after)
    {
        var timer = Create(nameof(Timers.Never));

        Assert.Null(timer.FindNext(Utc(after)));
    }

    [Theory]
    [InlineData(nameof(Timers.FiveFields), "0 3 * * *")]
    [InlineData(nameof(Timers.Interval), "00:05:00")]
    [InlineData(nameof(Timers.Setting), "%SCHEDULE%")]
    [InlineData(nameof(Timers.OutOfRange), "0 60 * * * *")]
    public void Unsupported_schedule_is_rejected_with_the_name_of_the_function(string function, string schedule)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Create(function));

        Assert.Equal(
            $"The schedule \"{schedule}\" of the function {function} is not a six-field NCRONTAB expression.",
            error.Message
        );
    }

    private static TimerFunction Create(string name) =>
        TimerFunction.Create(FunctionFinder.Find([typeof(Timers)]).Single(function => function.Name == name));

    private static DateTimeOffset Utc(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static class Timers
    {
        [Function(nameof(EveryNoon))]
        public static void EveryNoon([TimerTrigger("0 0 12 * * *")] TimerInfo timer) => _ = timer;

        [Function(nameof(LeapDayOnAThursday))]
        public static void LeapDayOnAThursday([TimerTrigger("0 0 0 29 2 THU")] TimerInfo timer) => _ = timer;

        [Function(nameof(Never))]
        public static void Never([TimerTrigger("0 0 0 30 2 *")] TimerInfo timer) => _ = timer;

        [Function(nameof(FiveFields))]
        public static void FiveFields([TimerTrigger("0 3 * * *")] TimerInfo timer) => _ = timer;

        [Function(nameof(Interval))]
        public static void Interval([TimerTrigger("00:05:00")] TimerInfo timer) => _ = timer;

        [Function(nameof(Setting))]
        public static void Setting([TimerTrigger("%SCHEDULE%")] TimerInfo timer) => _ = timer;

        [Function(nameof(OutOfRange))]
        public static void OutOfRange([TimerTrigger("0 60 * * * *")] TimerInfo timer) => _ = timer;
    }
}
