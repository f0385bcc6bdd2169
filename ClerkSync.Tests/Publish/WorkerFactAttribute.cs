namespace ClerkSync.Tests.Publish;

/// <summary>A test that needs the real Functions worker. Where the package feed lacks it the test is skipped by name.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WorkerFactAttribute : FactAttribute
{
    public WorkerFactAttribute() => Skip = WhySkipped;

    /// <summary>Null where the worker is there.</summary>
    internal static string? WhySkipped { get; } =
        PublishedFixture.StandIns.Contains("Worker", StringComparison.Ordinal)
            ? "The package feed lacks the Azure Functions worker"
            : null;
}

/// <summary>The same for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WorkerTheoryAttribute : TheoryAttribute
{
    public WorkerTheoryAttribute() => Skip = WorkerFactAttribute.WhySkipped;
}
