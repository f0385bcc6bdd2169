using ClerkSync.Core.Database;

namespace ClerkSync.Core.Instance;

/// <summary>The statements on <c>clerk_instance</c>.</summary>
/// <remarks>They run as writes, because those are retried when the server has closed an idle connection.</remarks>
internal sealed class InstanceTable(DatabaseWriter writer)
{
    /// <summary><see cref="RecordedInstance.RecordedBy"/> when <c>CLERK_SECRET_KEY</c> named the instance.</summary>
    public const string ByKey = "key";

    /// <summary><see cref="RecordedInstance.RecordedBy"/> when a delivery named it.</summary>
    public const string ByDelivery = "delivery";

    private const string Columns = "clerk_id, recorded_by, recorded_at";

    /// <summary>Returns null when none is recorded.</summary>
    public Task<RecordedInstance?> FindAsync(CancellationToken cancellationToken) =>
        writer.WriteAsync(
            async transaction =>
                (
                    await transaction.QueryAsync<RecordedInstance>($"select {Columns} from clerk_instance", new { })
                ).SingleOrDefault(),
            cancellationToken
        );

    /// <summary>Records an instance unless one is recorded.</summary>
    /// <returns>The recorded instance. All concurrent callers get the same.</returns>
    public Task<RecordedInstance> RecordAsync(string clerkId, string recordedBy, CancellationToken cancellationToken) =>
        WriteAsync("clerk_id = clerk_instance.clerk_id", clerkId, recordedBy, cancellationToken);

    /// <summary>Records an instance, replacing any other.</summary>
    public Task<RecordedInstance> ReplaceAsync(
        string clerkId,
        string recordedBy,
        CancellationToken cancellationToken
    ) =>
        WriteAsync(
            "clerk_id = excluded.clerk_id, recorded_by = excluded.recorded_by, recorded_at = excluded.recorded_at",
            clerkId,
            recordedBy,
            cancellationToken
        );

    public Task RemoveAsync(CancellationToken cancellationToken) =>
        writer.WriteAsync(
            transaction => transaction.ExecuteAsync("delete from clerk_instance", new { }),
            cancellationToken
        );

    /// <remarks>An update returns the row even if another transaction has inserted it since this statement began.</remarks>
    private Task<RecordedInstance> WriteAsync(
        string update,
        string clerkId,
        string recordedBy,
        CancellationToken cancellationToken
    ) =>
        writer.WriteAsync(
            async transaction =>
                (
                    await transaction.QueryAsync<RecordedInstance>(
                        $"""
                        insert into clerk_instance (clerk_id, recorded_by) values (@ClerkId, @RecordedBy)
                        on conflict (is_only) do update set {update}
                        returning {Columns}
                        """,
                        new { ClerkId = clerkId, RecordedBy = recordedBy }
                    )
                ).Single(),
            cancellationToken
        );
}
