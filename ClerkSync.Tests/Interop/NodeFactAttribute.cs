using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Interop;

/// <summary>A test that needs Node.js. Without Node.js it is skipped, but in CI it fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute() => Skip = Prerequisite.Lacking(Node.IsThere, "Node.js is not installed");
}
