using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Webhooks;

/// <summary>What an event says.</summary>
internal sealed record ClerkEvent
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

    /// <summary>
    /// What it asks for; <see cref="ObjectWrite.Nothing"/> for a type that there is nothing to do for or that is not known yet, and for
    /// a membership of nobody.
    /// </summary>
    public ObjectWrite Write { get; init; } = ObjectWrite.Nothing;

    /// <summary>Where an event lacks what it needs, or is no event; never what stands there. Null when it can be read.</summary>
    public string? UnreadableAt { get; init; }
}
