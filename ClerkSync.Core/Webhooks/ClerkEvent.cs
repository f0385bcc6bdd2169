using System.Text.Json;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Json;
using ClerkSync.Core.Organizations;
using ClerkSync.Core.Users;

namespace ClerkSync.Core.Webhooks;

/// <summary>What an event asks for.</summary>
internal abstract record ClerkEvent
{
    /// <summary>Clerk's word, such as <c>user.created</c>; null when even that cannot be read.</summary>
    public string? Type { get; init; }

    /// <summary>The type for a log.</summary>
    public string ShownType => VisibleText.Escape(Type ?? "(unreadable)");

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
        try
        {
            using var json = ClerkJson.Parse(body);
            return Read(WebhookEnvelope.Read(json.RootElement), body, receivedAt);
        }
        catch (JsonException exception)
        {
            return new Unreadable
            {
                // The message of a parser would repeat what stands there.
                Reason = $"envelope {exception.Path ?? "$"}",
                UserId = EventSubject.SearchUserId(body.Span),
            };
        }
    }

    private static ClerkEvent Read(WebhookEnvelope envelope, ReadOnlyMemory<byte> body, DateTimeOffset receivedAt)
    {
        ClerkEvent read;
        try
        {
            read = Read(envelope, receivedAt);
        }
        catch (JsonException exception)
        {
            read = new Unreadable { Reason = $"data {exception.Path}" };
        }

        return read with
        {
            Type = envelope.Type,
            ClerkId = EventSubject.FindId(envelope.Data),
            UserId =
                EventSubject.FindUserId(envelope) ?? (read is Unreadable ? EventSubject.SearchUserId(body.Span) : null),
            EventAt = envelope.Timestamp,
            InstanceId = envelope.InstanceId,
        };
    }

    private static ClerkEvent Read(WebhookEnvelope envelope, DateTimeOffset receivedAt)
    {
        var data = new ObjectReader(envelope.Data);
        switch (envelope.Type)
        {
            case "user.created" or "user.updated":
                var user = ClerkUser.Read(data);
                return new UserChanged { User = user with { EventAt = OrderOf(user, envelope) } };
            case "organization.created" or "organization.updated":
                var organization = ClerkOrganization.Read(data);
                return new OrganizationChanged
                {
                    Organization = organization with { EventAt = OrderOf(organization, envelope) },
                };
            case "organizationMembership.created" or "organizationMembership.updated":
                return ClerkMembership.Read(data) is { } membership
                    ? new MembershipChanged { Membership = membership with { EventAt = OrderOf(membership, envelope) } }
                    : new Unhandled();
            case "user.deleted":
                return Deletion(DeletedKind.User);
            case "organization.deleted":
                return Deletion(DeletedKind.Organization);
            case "organizationMembership.deleted":
                return Deletion(DeletedKind.Membership);
            default:
                return new Unhandled();
        }

        Deleted Deletion(DeletedKind kind) =>
            new()
            {
                Kind = kind,
                Id = data.GetId("id"),
                DeletedAt = envelope.Timestamp ?? receivedAt,
                Owners =
                [
                    .. new[]
                    {
                        data.FindObject("organization")?.FindId("id"),
                        data.FindObject("public_user_data")?.FindId("user_id"),
                    }.OfType<ClerkId>(),
                ],
            };
    }

    /// <summary>
    /// An event comes after what a page says of the same version. In whole seconds, or without a time, it would seem to be older than
    /// the version that it brings.
    /// </summary>
    private static DateTimeOffset OrderOf(IClerkVersion version, WebhookEnvelope envelope) =>
        envelope.Timestamp is { } sentAt && sentAt > version.UpdatedAt ? sentAt : version.UpdatedAt.AddMicroseconds(1);

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

        /// <summary>The organization and the user of a membership, as far as the event tells.</summary>
        public IReadOnlyList<ClerkId> Owners { get; init; } = [];
    }

    /// <summary>A type that there is nothing to do for or that is not known yet, or a membership of nobody.</summary>
    internal sealed record Unhandled : ClerkEvent;

    /// <summary>An event that lacks what it needs, or is no event.</summary>
    internal sealed record Unreadable : ClerkEvent
    {
        /// <summary>Where the trouble is, never what stands there.</summary>
        public required string Reason { get; init; }
    }
}
