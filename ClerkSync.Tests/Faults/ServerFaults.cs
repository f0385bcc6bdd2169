using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Faults;

/// <summary>Injects faults into a server, one after another. Their kind and their duration are random.</summary>
internal sealed class ServerFaults(OwnServer server)
{
    private readonly int[] _counts = new int[Enum.GetValues<Fault>().Length];

    private enum Fault
    {
        ReadOnly,
        Failover,
        KilledSessions,
        Freeze,
        FullDisk,
    }

    public bool HappenedAll => _counts.All(count => count > 0);

    public override string ToString() =>
        string.Join(", ", Enum.GetValues<Fault>().Select(fault => $"{fault}: {_counts[(int)fault]}"));

    /// <summary>Injects faults until it is canceled. When it returns, the server works.</summary>
    public async Task HappenAsync(Random random, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var fault = (Fault)random.Next(_counts.Length);
            var lasts = Task.Delay(random.Next(20, 500), CancellationToken.None);
            _counts[(int)fault]++;
            await SetAsync(fault, isOn: true);
            // A fault that has begun is always ended, even after a cancellation.
            await lasts;
            await SetAsync(fault, isOn: false);
            await Task.Delay(random.Next(20, 300), CancellationToken.None);
        }
    }

    private async Task SetAsync(Fault fault, bool isOn)
    {
        switch (fault)
        {
            case Fault.ReadOnly:
                await server.SetReadOnlyAsync(isOn);
                break;
            case Fault.Failover:
                await server.SetReadOnlyAsync(isOn);
                await server.EndSessionsAsync();
                break;
            case Fault.KilledSessions:
                await server.EndSessionsAsync();
                break;
            case Fault.Freeze when isOn:
                server.Freeze();
                break;
            case Fault.Freeze:
                server.Thaw();
                break;
            case Fault.FullDisk when isOn:
                server.Disk!.Fill();
                break;
            case Fault.FullDisk:
                server.Disk!.MakeRoom();
                break;
        }
    }
}
