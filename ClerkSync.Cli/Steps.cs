using Spectre.Console;

namespace ClerkSync.Cli;

/// <summary>Prints the steps of an operation. On a terminal, also shows for how long the last step has been running.</summary>
internal static class Steps
{
    /// <summary>Shows the steps while <paramref name="work"/> runs.</summary>
    /// <param name="work">Reports each step as a sentence.</param>
    public static Task<T> ShowAsync<T>(TextWriter output, Func<IProgress<string>, Task<T>> work)
    {
        var console = Screen.On(output);
        return console.Profile.Out.IsTerminal
            ? console
                .Status()
                .Spinner(Spinner.Known.Line)
                .StartAsync(
                    "…",
                    async status =>
                    {
                        await using var steps = new OnTerminal(console, status, TimeProvider.System);
                        return await work(steps);
                    }
                )
            : work(new Lines(output));
    }

    private sealed class Lines(TextWriter output) : IProgress<string>
    {
        public void Report(string value) => output.WriteLine(value);
    }

    private sealed class OnTerminal : IProgress<string>, IAsyncDisposable
    {
        private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

        private readonly Lock _lock = new();
        private readonly IAnsiConsole _console;
        private readonly StatusContext _status;
        private readonly TimeProvider _time;
        private readonly ITimer _timer;
        private string? _step;
        private long _startedAt;
        private bool _isEnded;

        public OnTerminal(IAnsiConsole console, StatusContext status, TimeProvider time)
        {
            (_console, _status, _time) = (console, status, time);
            _timer = time.CreateTimer(_ => ShowTime(), null, Tick, Tick);
        }

        public void Report(string value)
        {
            lock (_lock)
            {
                EndStep();
                (_step, _startedAt) = (value, _time.GetTimestamp());
                if (_isEnded)
                {
                    // A server that was started may report later, for example that Postgres has ended.
                    EndStep();
                }

                ShowTime();
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _timer.DisposeAsync();
            lock (_lock)
            {
                EndStep();
                _isEnded = true;
            }
        }

        private void EndStep()
        {
            if (_step is not null)
            {
                _console.WriteLine(_step);
            }

            _step = null;
        }

        private void ShowTime()
        {
            lock (_lock)
            {
                if (_step is not null)
                {
                    var seconds = (int)_time.GetElapsedTime(_startedAt).TotalSeconds;
                    _status.Status = Markup.Escape($"{_step} {seconds} s");
                }
            }
        }
    }
}
