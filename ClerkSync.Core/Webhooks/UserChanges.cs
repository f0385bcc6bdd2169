using ClerkSync.Core.Database;
using ClerkSync.Core.Users;

namespace ClerkSync.Core.Webhooks;

/// <summary>What a batch of events asks for about users. Deletions come first: nothing outlives them.</summary>
internal sealed class UserChanges
{
    private readonly IReadOnlyList<ClerkEvent.UserDeleted> _deletions;
    private readonly IReadOnlyList<ClerkUser> _versions;

    private UserChanges(IReadOnlyList<ClerkEvent.UserDeleted> deletions, IReadOnlyList<ClerkUser> versions)
    {
        _deletions = deletions;
        _versions = versions;
    }

    private bool IsEmpty => _deletions.Count + _versions.Count == 0;

    public static UserChanges From(IEnumerable<ClerkEvent> events)
    {
        var all = events.ToList();
        return new UserChanges(
            [.. all.OfType<ClerkEvent.UserDeleted>().DistinctBy(deletion => deletion.User)],
            [.. all.OfType<ClerkEvent.UserChanged>().Select(change => change.User)]
        );
    }

    /// <summary>Takes the locks.</summary>
    /// <returns>The emails whose holder may change.</returns>
    public async Task<IReadOnlyList<string>> LockAsync(WriteTransaction transaction, UserRepository users)
    {
        var ids = _deletions.Select(deletion => deletion.User).Union(_versions.Select(version => version.Id));
        return IsEmpty ? [] : await users.LockAsync(transaction, [.. ids], _versions);
    }

    public async Task<Effect> WriteAsync(
        WriteTransaction transaction,
        UserRepository users,
        IReadOnlyList<string> emails
    )
    {
        ClerkId[] dead = [.. _deletions.Select(deletion => deletion.User)];
        var deleted =
            dead.Length > 0
                ? await users.DeleteAsync(transaction, dead, [.. _deletions.Select(d => d.DeletedAt)], emails)
                : null;
        var upserted = _versions.Count > 0 ? await users.UpsertAsync(transaction, _versions, emails) : null;
        return new Effect
        {
            Deleted = dead,
            Buried = deleted?.Buried ?? Effect.None,
            DeletedWithoutRow = [.. dead.Except(deleted?.Deleted ?? Effect.None)],
            WithoutTheirEmail = upserted?.WithoutTheirEmail ?? [],
            Newest = _versions
                .Where(version => upserted!.Written.Contains(version.Id))
                .GroupBy(version => version.Id)
                .ToDictionary(versions => versions.Key, versions => versions.Max(v => (v.UpdatedAt, v.EventAt))),
        };
    }

    /// <summary>What became of it.</summary>
    internal sealed record Effect
    {
        public static readonly IReadOnlySet<ClerkId> None = new HashSet<ClerkId>();

        public IReadOnlyList<ClerkId> Deleted { get; init; } = [];
        public IReadOnlySet<ClerkId> Buried { get; init; } = None;
        public IReadOnlyList<ClerkId> DeletedWithoutRow { get; init; } = [];
        public IReadOnlyList<ClerkId> WithoutTheirEmail { get; init; } = [];

        /// <summary>Of every user that was written, the version that was.</summary>
        public IReadOnlyDictionary<ClerkId, (DateTimeOffset UpdatedAt, DateTimeOffset EventAt)> Newest { get; init; } =
            new Dictionary<ClerkId, (DateTimeOffset, DateTimeOffset)>();

        public WebhookOutcome OutcomeOf(ClerkEvent clerkEvent) =>
            clerkEvent switch
            {
                ClerkEvent.UserDeleted deletion => AppliedIf(Buried.Contains(deletion.User)),
                ClerkEvent.UserChanged { User: var user } => AppliedIf(
                    Newest.TryGetValue(user.Id, out var newest) && newest == (user.UpdatedAt, user.EventAt)
                ),
                _ => WebhookOutcome.Ignored,
            };

        private static WebhookOutcome AppliedIf(bool changed) =>
            changed ? WebhookOutcome.Applied : WebhookOutcome.Stale;
    }
}
