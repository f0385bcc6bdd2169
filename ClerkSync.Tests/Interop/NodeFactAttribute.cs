namespace ClerkSync.Tests.Interop;

/// <summary>A test that needs Node. Without it the test is skipped by name, but in CI it fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute()
    {
        if (!Node.IsThere && Environment.GetEnvironmentVariable("CI") is not "true")
        {
            Skip = "Node.js is not installed";
        }
    }
}
