namespace ClerkSync.Tests.Infra;

/// <summary>A <see cref="BicepFactAttribute"/> with several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BicepTheoryAttribute : TheoryAttribute
{
    public BicepTheoryAttribute() => Skip = BicepFactAttribute.Reason;
}
