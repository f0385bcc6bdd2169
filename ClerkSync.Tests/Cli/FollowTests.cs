using System.Diagnostics;
using System.Runtime.Versioning;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Cli;

/// <summary><c>deliveries --follow</c>.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class FollowTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private Process? _follow;

    public void Dispose()
    {
        if (_follow is { HasExited: false })
        {
            _follow.Kill();
        }

        _follow?.Dispose();
    }

    [Fact]
    public async Task Follow_prints_the_last_and_each_new_delivery_once_until_interrupted()
    {
        await using var app = await TestApp.StartAsync(database);
        await app.DeliverAsync(UserEvent.Created(UserEvent.NewId()), "msg_older");
        await app.DeliverAsync(UserEvent.Created(UserEvent.NewId()), "msg_old");
        var follow = Follow("--limit", "1");
        var first = await ReadLineAsync(follow);

        await app.DeliverAsync(UserEvent.Created(UserEvent.NewId()), "msg_new");
        var second = await ReadLineAsync(follow);
        await app.DeliverAsync(UserEvent.Created(UserEvent.NewId()), "msg_newest");
        var third = await ReadLineAsync(follow);
        var (exitCode, rest) = await InterruptAsync(follow);

        Assert.Matches(@"^\d\d-\d\d \d\d:\d\d:\d\d applied  msg_old user\.created user_\w+$", first);
        Assert.Contains(" msg_new ", second, StringComparison.Ordinal);
        Assert.Contains(" msg_newest ", third, StringComparison.Ordinal);
        Assert.Equal((0, ""), (exitCode, rest));
    }

    [Fact]
    public async Task Filter_and_json_options_apply_to_new_deliveries()
    {
        await using var app = await TestApp.StartAsync(database);
        var follow = Follow("--type", "user.deleted", "--json");
        var id = UserEvent.NewId();
        await app.DeliverAsync(UserEvent.Created(id), "msg_created");

        await app.DeliverAsync(UserEvent.Deleted(id), "msg_deleted");
        var line = await ReadLineAsync(follow);
        await InterruptAsync(follow);

        Assert.StartsWith("""{"svixId":"msg_deleted",""", line, StringComparison.Ordinal);
        Assert.EndsWith("}", line, StringComparison.Ordinal);
    }

    private Process Follow(params string[] options) =>
        _follow = CliProcess.Start(["deliveries", "--follow", .. options], ("DATABASE_URL", database.ConnectionString));

    private static async Task<string> ReadLineAsync(Process follow) =>
        await follow.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1))
        ?? throw new InvalidOperationException(await follow.StandardError.ReadToEndAsync());

    private static async Task<(int ExitCode, string Left)> InterruptAsync(Process follow)
    {
        using var kill = Process.Start("kill", ["-INT", $"{follow.Id}"]);
        var rest = await follow.StandardOutput.ReadToEndAsync();
        await follow.WaitForExitAsync();
        return (follow.ExitCode, rest);
    }
}
