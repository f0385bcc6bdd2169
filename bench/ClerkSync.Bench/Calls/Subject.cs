namespace ClerkSync.Bench.Calls;

/// <summary>Something that is called many times, and what that has cost in each round.</summary>
/// <param name="Name">What the figures are printed under.</param>
/// <param name="CallAsync">Makes the call of this number.</param>
internal sealed record Subject(string Name, Func<int, Task> CallAsync)
{
    /// <summary>Makes ready for a round of calls, outside of the measuring.</summary>
    public Func<Task> PrepareAsync { get; init; } = () => Task.CompletedTask;

    /// <summary>One of each round.</summary>
    public List<CallCost> Costs { get; } = [];

    public Spread Of(Func<CallCost, double> figure) => Spread.Of(Costs.Select(figure));

    /// <summary>A figure as a multiple of another subject's, which was measured in the same round.</summary>
    public Spread Of(Func<CallCost, double> figure, Subject other) =>
        Spread.Of(Costs.Zip(other.Costs, (own, others) => figure(own) / figure(others)));
}
