namespace ClerkSync.Tests.Publish;

/// <summary>A test that needs the real Functions worker. Where the package feed lacks it the test is skipped by name.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WorkerFactAttribute : FactAttribute
{
    public WorkerFactAttribute()
    {
        if (PublishedFixture.StandIns.Contains("Worker", StringComparison.Ordinal))
        {
            Skip = "The package feed lacks the Azure Functions worker";
        }
    }
}
