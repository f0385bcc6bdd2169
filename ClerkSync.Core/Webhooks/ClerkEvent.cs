using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Webhooks;

internal sealed record ClerkEvent
{
    /// <summary>Such as <c>user.created</c>; null when unreadable.</summary>
    public string? Type { get; init; }

    /// <summary>The type, escaped for a log.</summary>
    public string ShownType => VisibleText.Escape(Type ?? "(unreadable)");

    /// <summary>The object that the event is about; null when it has no id.</summary>
    public ClerkId? ClerkId { get; init; }

    /// <summary>The user that the payload is about; null when there is none.</summary>
    public ClerkId? UserId { get; init; }

    /// <summary>When Clerk sent it; null when unknown.</summary>
    public DateTimeOffset? EventAt { get; init; }

    /// <summary>The Clerk instance that sent it, such as <c>ins_2g7np7…</c>; null when unknown.</summary>
    public string? InstanceId { get; init; }

    /// <summary>
    /// The requested write; <see cref="ObjectWrite.Nothing"/> for an unknown or unused type, and for a membership without a user.
    /// </summary>
    public ObjectWrite Write { get; init; } = ObjectWrite.Nothing;

    /// <summary>The JSON path of a missing or unreadable member, without its value; null when the event can be read.</summary>
    public string? UnreadableAt { get; init; }
}
