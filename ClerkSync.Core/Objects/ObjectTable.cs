using ClerkSync.Core.Database;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Json;
using Npgsql;

namespace ClerkSync.Core.Objects;

/// <summary>One kind of Clerk object: how it is read, and its table.</summary>
internal abstract class ObjectTable
{
    /// <summary>The prefix of its event types, such as <c>user</c> in <c>user.created</c>.</summary>
    public abstract string EventPrefix { get; }

    /// <summary>Reads one version; null for a membership without a user.</summary>
    /// <exception cref="System.Text.Json.JsonException">A required member is missing or unreadable.</exception>
    public abstract IClerkVersion? Read(ObjectReader json);

    /// <summary>Returns the ids of the objects that a version belongs to.</summary>
    public virtual IReadOnlyList<ClerkId> OwnersOf(IClerkVersion version) => [];

    /// <summary>Reads the same ids from a deletion event, as far as it has them.</summary>
    public virtual IReadOnlyList<ClerkId> ReadOwners(ObjectReader json) => [];

    public virtual void AddLockNames(ObjectWrite write, HashSet<string> names)
    {
        names.Add(write.Id.Value);
        foreach (var owner in write.Owners)
        {
            names.Add(owner.Value);
        }
    }

    /// <summary>Adds further locks for contended versions.</summary>
    /// <returns>The settlement to run after the versions are written; null for none.</returns>
    public virtual ISettlement? AddContendedLocks(Pipeline pipeline, IReadOnlyList<ObjectWrite> writes) => null;

    /// <summary>Adds the statement that writes versions.</summary>
    /// <param name="isContended">Whether the locks for contended versions are held, so every version can be written.</param>
    public void AddVersions(
        Pipeline pipeline,
        IReadOnlyList<ObjectWrite> writes,
        bool isContended,
        Action<ObjectWrite, WriteOutcome> answer
    ) =>
        pipeline.Add(
            isContended ? ContendedVersions : Versions,
            ReadOutcome(writes, answer),
            [
                .. DeliveryLog.Parameters(writes),
                // Version 7 ids arrive in order, which keeps the primary key's index compact.
                Parameter.Each(writes, _ => Guid.CreateVersion7()),
                Parameter.Each(writes, write => write.Id.Value),
                Parameter.Each(writes, write => write.Version!.CreatedAt),
                Parameter.Each(writes, write => write.Version!.UpdatedAt),
                Parameter.Each(writes, write => write.EventAt),
                Parameter.Each(writes, write => write.ComparedRow),
                .. VersionParameters(writes, isContended),
            ]
        );

    /// <summary>Adds the statements that delete objects permanently.</summary>
    /// <param name="writes">One deletion per object.</param>
    public virtual void AddDeletions(
        Pipeline pipeline,
        IReadOnlyList<ObjectWrite> writes,
        Action<ObjectWrite, WriteOutcome> answer
    ) =>
        pipeline.Add(
            Deletions,
            ReadOutcome(writes, answer),
            [
                .. DeliveryLog.Parameters(writes),
                Parameter.Each(writes, write => write.Id.Value),
                Parameter.Each(writes, write => write.EventAt),
                Parameter.Each(writes, write => write.ComparedRow),
            ]
        );

    /// <summary>Reads a row of a statement's result: the number of a write, from 1, and its outcome.</summary>
    public static Action<NpgsqlDataReader> ReadOutcome(
        IReadOnlyList<ObjectWrite> writes,
        Action<ObjectWrite, WriteOutcome> answer
    ) => row => answer(writes[row.GetInt32(0) - 1], WriteOutcomes.Read(row.IsDBNull(1) ? null : row.GetString(1)));

    protected static HashSet<T> FindRepeated<T>(IEnumerable<T> values, IEqualityComparer<T>? comparer = null)
    {
        var seen = new HashSet<T>(comparer);
        return values.Where(value => !seen.Add(value)).ToHashSet(comparer);
    }

    protected abstract string Versions { get; }

    /// <summary>Writes contended versions, under further locks.</summary>
    protected virtual string ContendedVersions => Versions;

    protected abstract string Deletions { get; }

    /// <summary>The parameters of the kind's own columns.</summary>
    protected abstract IEnumerable<NpgsqlParameter> VersionParameters(
        IReadOnlyList<ObjectWrite> writes,
        bool isContended
    );
}

/// <summary>Resolves conflicts between objects after contended versions are written.</summary>
internal interface ISettlement
{
    void AddTo(Pipeline pipeline);

    /// <summary>Logs the result after the commit.</summary>
    void Report();
}
