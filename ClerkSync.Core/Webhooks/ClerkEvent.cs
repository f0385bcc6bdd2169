using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ClerkSync.Core.Json;
using ClerkSync.Core.Organizations;
using ClerkSync.Core.Users;

namespace ClerkSync.Core.Webhooks;

/// <summary>What an event asks for.</summary>
internal abstract record ClerkEvent
{
    /// <summary>Clerk's word, such as <c>user.created</c>; null when even that cannot be read.</summary>
    public string? Type { get; init; }

    /// <summary>The object that the event is about; null when it has no id.</summary>
    public ClerkId? ClerkId { get; init; }

    /// <summary>The user whom the payload tells of; null when there is none.</summary>
    public ClerkId? UserId { get; init; }

    /// <summary>When Clerk sent it; null when it did not say.</summary>
    public DateTimeOffset? EventAt { get; init; }

    /// <summary>The Clerk instance that sent it, such as <c>ins_2g7np7…</c>; null when it did not say.</summary>
    public string? InstanceId { get; init; }

    /// <summary>Reads an event.</summary>
    /// <param name="body">The verified bytes.</param>
    /// <param name="receivedAt">Stands in for the event's time where a deletion carries none.</param>
    public static ClerkEvent Read(ReadOnlyMemory<byte> body, DateTimeOffset receivedAt)
    {
        WebhookEnvelope? envelope = null;
        ClerkEvent read;
        try
        {
            var json = PostgresText.MakeStorable(body);
            envelope =
                JsonSerializer.Deserialize(json.Span, ClerkJson.Default.WebhookEnvelope) ?? throw new JsonException();
            read = Read(envelope, receivedAt);
        }
        catch (JsonException exception)
        {
            // The message would repeat what stands there.
            read = new Unreadable { Reason = $"{(envelope is null ? "envelope" : "data")} {exception.Path ?? "$"}" };
        }

        return read with
        {
            Type = envelope?.Type,
            ClerkId = EventSubject.FindId(envelope?.Data),
            UserId = EventSubject.FindUserId(envelope),
            EventAt = envelope?.Timestamp,
            InstanceId = EventSubject.FindInstanceId(envelope),
        };
    }

    private static ClerkEvent Read(WebhookEnvelope envelope, DateTimeOffset receivedAt)
    {
        return envelope.Type switch
        {
            "user.created" or "user.updated" => new UserChanged
            {
                User = ClerkUser.From(Data(ClerkJson.Default.UserPayload), envelope.Timestamp),
            },
            "organization.created" or "organization.updated" => new OrganizationChanged
            {
                Organization = ClerkOrganization.From(Data(ClerkJson.Default.OrganizationPayload), envelope.Timestamp),
            },
            "organizationMembership.created" or "organizationMembership.updated" => new MembershipChanged
            {
                Membership = ClerkMembership.From(Data(ClerkJson.Default.MembershipPayload), envelope.Timestamp),
            },
            "user.deleted" => Deletion(DeletedKind.User),
            "organization.deleted" => Deletion(DeletedKind.Organization),
            "organizationMembership.deleted" => Deletion(DeletedKind.Membership),
            _ => new Unhandled(),
        };

        T Data<T>(JsonTypeInfo<T> type) => envelope.Data.Deserialize(type) ?? throw new JsonException();

        Deleted Deletion(DeletedKind kind) =>
            new()
            {
                Kind = kind,
                Id = Data(ClerkJson.Default.DeletedPayload).Id,
                DeletedAt = envelope.Timestamp ?? receivedAt,
            };
    }

    internal enum DeletedKind
    {
        User,
        Organization,
        Membership,
    }

    internal sealed record UserChanged : ClerkEvent
    {
        public required ClerkUser User { get; init; }
    }

    internal sealed record OrganizationChanged : ClerkEvent
    {
        public required ClerkOrganization Organization { get; init; }
    }

    internal sealed record MembershipChanged : ClerkEvent
    {
        public required ClerkMembership Membership { get; init; }
    }

    internal sealed record Deleted : ClerkEvent
    {
        public required DeletedKind Kind { get; init; }
        public required ClerkId Id { get; init; }
        public required DateTimeOffset DeletedAt { get; init; }
    }

    /// <summary>A type that there is nothing to do for, or that is not known yet.</summary>
    internal sealed record Unhandled : ClerkEvent;

    /// <summary>An event that lacks what it needs, or is no event.</summary>
    internal sealed record Unreadable : ClerkEvent
    {
        /// <summary>Where the trouble is, never what stands there.</summary>
        public required string Reason { get; init; }
    }
}
