using System.Globalization;
using System.Text;
using ClerkSync.Bench.Source;
using ClerkSync.Core.Webhooks;

namespace ClerkSync.Bench.Passes;

/// <summary>Applies deliveries whose signature has been verified: each user is created and updated.</summary>
internal static class WebhookLoad
{
    /// <summary>Applies the deliveries with a given concurrency.</summary>
    /// <returns>The number of deliveries that were applied.</returns>
    public static async Task<long> RunAsync(
        WebhookReceiver receiver,
        int users,
        int atOnce,
        CancellationToken cancellationToken
    )
    {
        var source = new SourceUsers(users, DateTimeOffset.UtcNow);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, users),
            new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken },
            async (number, token) =>
            {
                var now = DateTimeOffset.UtcNow;
                foreach (var type in (string[])["user.created", "user.updated"])
                {
                    // Clerk's times are in milliseconds, and a delivery may take less than one.
                    now = now.AddMilliseconds(1);
                    var body = Body(source, number, type, now);
                    var result = await receiver.ReplayAsync(new SvixId($"{type}_{number}"), body, token);
                    if (result.Outcome != WebhookOutcome.Applied)
                    {
                        throw new InvalidOperationException($"{type} was not applied but {result.Word}.");
                    }
                }
            }
        );
        return 2L * users;
    }

    private static byte[] Body(SourceUsers source, int number, string type, DateTimeOffset now)
    {
        var time = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var head = Encoding.UTF8.GetBytes(
            $$"""{"object":"event","type":"{{type}}","instance_id":"ins_1","timestamp":{{time}},"data":"""
        );
        var body = new byte[head.Length + source.Length + 1];
        head.CopyTo(body, 0);
        source.Write(number, body.AsSpan(head.Length));
        body[^1] = (byte)'}';
        return body;
    }
}
