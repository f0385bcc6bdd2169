using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Infra;

/// <summary>A test that needs the Bicep compiler. Without it, the test is skipped with a reason; in CI, it fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BicepFactAttribute : FactAttribute
{
    public BicepFactAttribute() => Skip = Reason;

    internal static string? Reason =>
        Prerequisite.Lacking(Bicep.IsExpected, "There is no Bicep compiler for this machine");
}
