using System.Text.Json.Nodes;

namespace ClerkSync.Tests.Drivers;

/// <summary>An event that can be delivered.</summary>
internal interface ITestEvent
{
    string Type { get; }
    string Id { get; }
    long UpdatedAt { get; }
    long? EventAt { get; }

    JsonObject ToJson();
}
