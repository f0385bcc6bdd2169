namespace ClerkSync.Tests.Infra;

/// <summary><see cref="BicepFactAttribute"/> for several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BicepTheoryAttribute : TheoryAttribute
{
    public BicepTheoryAttribute() => Skip = BicepFactAttribute.Reason;
}
