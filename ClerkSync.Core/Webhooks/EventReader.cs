using System.Text.Json;
using ClerkSync.Core.Json;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Webhooks;

/// <summary>Parses events: <c>created</c>, <c>updated</c> and <c>deleted</c> of each kind of object.</summary>
internal sealed class EventReader
{
    private readonly Dictionary<string, ObjectTable> _changes = [];
    private readonly Dictionary<string, ObjectTable> _deletions = [];

    public EventReader(IEnumerable<ObjectTable> tables)
    {
        foreach (var table in tables)
        {
            _changes[$"{table.EventPrefix}.created"] = table;
            _changes[$"{table.EventPrefix}.updated"] = table;
            _deletions[$"{table.EventPrefix}.deleted"] = table;
        }
    }

    /// <param name="body">The verified bytes.</param>
    /// <param name="receivedAt">The time of a deletion event that has none.</param>
    public ClerkEvent Read(ReadOnlyMemory<byte> body, DateTimeOffset receivedAt)
    {
        try
        {
            using var json = ClerkJson.Parse(body);
            return Read(WebhookEnvelope.Read(json.RootElement), body, receivedAt);
        }
        catch (JsonException exception)
        {
            return new ClerkEvent
            {
                // The parser's message may contain the value.
                UnreadableAt = $"envelope {exception.Path ?? "$"}",
                UserId = EventSubject.SearchUserId(body.Span),
            };
        }
    }

    private ClerkEvent Read(WebhookEnvelope envelope, ReadOnlyMemory<byte> body, DateTimeOffset receivedAt)
    {
        var read = new ClerkEvent
        {
            Type = envelope.Type,
            ClerkId = EventSubject.FindId(envelope.Data),
            UserId = EventSubject.FindUserId(envelope),
            EventAt = envelope.Timestamp,
            InstanceId = envelope.InstanceId,
        };
        try
        {
            return read with { Write = Read(envelope, receivedAt) };
        }
        catch (JsonException exception)
        {
            return read with
            {
                UnreadableAt = $"data {exception.Path}",
                UserId = read.UserId ?? EventSubject.SearchUserId(body.Span),
            };
        }
    }

    private ObjectWrite Read(WebhookEnvelope envelope, DateTimeOffset receivedAt)
    {
        var data = new ObjectReader(envelope.Data);
        if (_deletions.TryGetValue(envelope.Type, out var table))
        {
            return ObjectWrite.Delete(
                table,
                data.GetId("id"),
                envelope.Timestamp ?? receivedAt,
                table.ReadOwners(data)
            );
        }

        return _changes.TryGetValue(envelope.Type, out table) && table.Read(data) is { } version
            ? ObjectWrite.Create(table, version, envelope.Timestamp)
            : ObjectWrite.Nothing;
    }
}
