using System.Text;
using System.Text.Json.Nodes;
using ClerkSync.Core;
using ClerkSync.Core.Webhooks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Tests.Drivers;

/// <summary>Reads events as an application does, without a database.</summary>
internal static class Events
{
    private static readonly EventReader Reader = new ServiceCollection()
        .AddLogging()
        .AddClerkSyncCore(
            new ConfigurationBuilder()
                .AddInMemoryCollection(new Dictionary<string, string?> { ["DATABASE_URL"] = "Host=localhost" })
                .Build()
        )
        .BuildServiceProvider()
        .GetRequiredService<EventReader>();

    public static ClerkEvent Read(JsonNode json, DateTimeOffset receivedAt = default) =>
        Reader.Read(Encoding.UTF8.GetBytes(json.ToJsonString()), receivedAt);
}
