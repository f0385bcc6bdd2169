using System.Buffers;
using System.Text;
using System.Text.Json;
using ClerkSync.SimulatedClerk.Api;

namespace ClerkSync.SimulatedClerk.Deliveries;

/// <summary>Clerk's envelope of an event.</summary>
internal static class EventEnvelope
{
    /// <param name="type">Clerk's name of the event: <c>user.created</c>.</param>
    /// <param name="instanceId">Shaped like <c>ins_…</c>.</param>
    /// <param name="timestamp">Epoch milliseconds.</param>
    /// <param name="writeData">Writes the object that the event is about.</param>
    public static string Create(string type, string instanceId, long timestamp, Action<Utf8JsonWriter> writeData)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, ClerkAnswer.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("object", "event");
            json.WriteString("type", type);
            json.WriteString("instance_id", instanceId);
            json.WriteNumber("timestamp", timestamp);
            json.WriteStartObject("event_attributes");
            json.WriteStartObject("http_request");
            json.WriteString("client_ip", "127.0.0.1");
            json.WriteString("user_agent", "ClerkSync simulated Clerk");
            json.WriteEndObject();
            json.WriteEndObject();
            json.WritePropertyName("data");
            writeData(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
