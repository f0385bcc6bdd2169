using System.Net;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Faults;

/// <summary>A full disk: deliveries get 503 and are retried, health reports the problem, and both recover without a restart.</summary>
public sealed class DiskFullTests(OwnServer server) : IClassFixture<OwnServer>
{
    [MountFact]
    public async Task Full_disk_rejects_deliveries_until_there_is_space_again()
    {
        await using var app = await TestApp.StartAsync(server);
        await app.DeliverAsync(UserEvent.Created(UserEvent.NewId()));
        server.Disk!.Fill();

        var rejected = await DeliverUntilAsync(app, isSuccess: false);
        var health = await app.AskAsync(HttpMethod.Get, "health", key: null);
        server.Disk.MakeRoom();
        var accepted = await DeliverUntilAsync(app, isSuccess: true);
        var healthAfter = await app.AskAsync(HttpMethod.Get, "health", key: null);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "database_unavailable"), (rejected.Status, rejected.Code));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.Status);
        Assert.Equal("applied", accepted.Outcome);
        Assert.Equal(HttpStatusCode.OK, healthAfter.Status);
        Assert.Equal(
            0L,
            await server.ScalarAsync<long>("select count(*) from webhook_deliveries where outcome = 'failed'")
        );
    }

    /// <summary>Delivers large users until a delivery succeeds or fails as requested. Pages with free space fill up first.</summary>
    private static async Task<Answer> DeliverUntilAsync(TestApp app, bool isSuccess)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = await app.DeliverAsync(
                UserEvent.Created(UserEvent.NewId()) with
                {
                    FirstName = new string('x', 1500),
                }
            );
            if (answer.IsSuccess == isSuccess || attempt == 200)
            {
                return answer;
            }
        }
    }
}
