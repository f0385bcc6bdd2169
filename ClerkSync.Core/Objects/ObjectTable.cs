using ClerkSync.Core.Database;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Json;
using Npgsql;

namespace ClerkSync.Core.Objects;

/// <summary>One kind of Clerk's objects: how it is read, and the table that keeps it.</summary>
internal abstract class ObjectTable
{
    /// <summary>What the types of its events begin with, such as <c>user</c> of <c>user.created</c>.</summary>
    public abstract string EventPrefix { get; }

    /// <summary>Reads one version; null for one that belongs to nobody.</summary>
    /// <exception cref="System.Text.Json.JsonException">It has no id or no version.</exception>
    public abstract IClerkVersion? Read(ObjectReader json);

    /// <summary>The ids of the objects that an object belongs to.</summary>
    public virtual IReadOnlyList<ClerkId> OwnersOf(IClerkVersion version) => [];

    /// <summary>The same of an object that is deleted, as far as its event names them.</summary>
    public virtual IReadOnlyList<ClerkId> ReadOwners(ObjectReader json) => [];

    /// <summary>Adds the names to lock before a write.</summary>
    public virtual void AddLockNames(ObjectWrite write, HashSet<string> names)
    {
        names.Add(write.Id.Value);
        foreach (var owner in write.Owners)
        {
            names.Add(owner.Value);
        }
    }

    /// <summary>Adds further locks for contended versions, and says what has to be settled after they are written; null for nothing.</summary>
    /// <param name="pipeline">Takes the locks, and is run before the settling is added.</param>
    /// <param name="writes">Versions of this kind.</param>
    public virtual ISettlement? AddContendedLocks(Pipeline pipeline, IReadOnlyList<ObjectWrite> writes) => null;

    /// <summary>Adds the statement that writes versions.</summary>
    /// <param name="pipeline">Holds the locks.</param>
    /// <param name="writes">Versions of this kind.</param>
    /// <param name="isContended">Whether further locks are held, so that every version is written.</param>
    /// <param name="answer">Gets each version, and what became of it.</param>
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

    /// <summary>Adds the statements that delete objects forever.</summary>
    /// <param name="pipeline">Holds the locks.</param>
    /// <param name="writes">Deletions of this kind, one of each object.</param>
    /// <param name="answer">Gets each deletion, and what became of it.</param>
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

    /// <summary>Reads a row of a statement's answer: the number of a write, from 1, and what became of it.</summary>
    public static Action<NpgsqlDataReader> ReadOutcome(
        IReadOnlyList<ObjectWrite> writes,
        Action<ObjectWrite, WriteOutcome> answer
    ) => row => answer(writes[row.GetInt32(0) - 1], WriteOutcomes.Read(row.IsDBNull(1) ? null : row.GetString(1)));

    /// <summary>Finds what several versions of a batch say.</summary>
    protected static HashSet<T> FindRepeated<T>(IEnumerable<T> values, IEqualityComparer<T>? comparer = null)
    {
        var seen = new HashSet<T>(comparer);
        return values.Where(value => !seen.Add(value)).ToHashSet(comparer);
    }

    /// <summary>The statement of versions that are not contended.</summary>
    protected abstract string Versions { get; }

    /// <summary>The statement of versions under further locks.</summary>
    protected virtual string ContendedVersions => Versions;

    /// <summary>The statement of deletions.</summary>
    protected abstract string Deletions { get; }

    /// <summary>The parameters of the kind's own columns.</summary>
    protected abstract IEnumerable<NpgsqlParameter> VersionParameters(
        IReadOnlyList<ObjectWrite> writes,
        bool isContended
    );
}

/// <summary>What remains to be decided among several objects after contended versions are written.</summary>
internal interface ISettlement
{
    /// <summary>Adds the statements that decide it.</summary>
    void AddTo(Pipeline pipeline);

    /// <summary>Reports what was decided, once that is committed.</summary>
    void Report();
}
