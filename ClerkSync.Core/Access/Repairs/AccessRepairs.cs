using System.Text.Json;
using System.Text.Json.Nodes;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.Database;
using ClerkSync.Core.Disclosure;
using Npgsql;

namespace ClerkSync.Core.Access.Repairs;

/// <summary>Fixes an incident in the application's table after a person has approved the repair. Never writes to Clerk or Stripe.</summary>
internal sealed class AccessRepairs(
    AccessIncidents incidents,
    AccessSettingsTable settings,
    SourceCatalog catalog,
    DatabaseWriter writer,
    TimeProvider time
)
{
    /// <summary>The timer checks once a day. An incident that was not seen since then may rest on outdated payments.</summary>
    private static readonly TimeSpan MostAge = TimeSpan.FromDays(1);

    /// <summary>Finds what approving an incident would change. Writes nothing.</summary>
    /// <returns>Null when there is no such incident.</returns>
    /// <exception cref="SourceException">The mapped table has no role that can write the change and nothing else.</exception>
    public async Task<AccessRepair?> FindAsync(long incidentId, CancellationToken cancellationToken)
    {
        if (await incidents.FindAsync(incidentId, cancellationToken) is not { } incident)
        {
            return null;
        }

        var mapped = await settings.FindAsync(cancellationToken);
        var isOrganization = incident.ClerkId.StartsWith("org_", StringComparison.Ordinal);
        var mapping = isOrganization ? mapped?.Organizations : mapped?.Users;
        var changes = JsonSerializer
            .Deserialize(incident.Changes, AccessJson.Default.IReadOnlyListAccessChange)!
            .ToLookup(change =>
                change is { IsForPerson: false, Target: ChangeTarget.Source or ChangeTarget.Database }
                && mapping?.Table?.FindColumn(change.Field) is not null
                && mapping.Paths.Contains(change.Field)
            );
        var repair = new AccessRepair(incident, mapping?.Table, [.. changes[true]], [.. changes[false]]);
        if (incident.IsOpen && repair is { Written.Count: > 0, Table: { } table })
        {
            var columns = repair.Written.Select(change => table.FindColumn(change.Field)!);
            await catalog.EnsureNarrowAsync(mapping!, table, [.. columns], cancellationToken);
        }

        return repair;
    }

    /// <summary>
    /// Writes a repair and its step in the ledger, in one transaction. The account's row is written under the narrow role, and only if it
    /// still has the values that the incident starts from. Afterwards the caller checks the account, which closes the incident.
    /// </summary>
    /// <param name="repair">The repair as it was shown to the person who approves it.</param>
    /// <param name="actor">Where the repair was approved, such as <c>cli</c>. Not the name of a person.</param>
    public async Task<AccessApproval> ApproveAsync(
        AccessRepair repair,
        string actor,
        CancellationToken cancellationToken
    )
    {
        if (repair is not { Written.Count: > 0, Table: { Role: { } role } table })
        {
            return new(AccessApprovalOutcome.ForPerson, "A person must make the changes of this incident.");
        }

        try
        {
            return await writer.WriteAsync(
                async transaction =>
                    await FindRejectionAsync(transaction, repair.Incident) is { } rejection ? rejection
                    : !await WriteRowAsync(transaction, repair, table, role)
                        ? new(
                            AccessApprovalOutcome.RowDiffers,
                            $"{table.FullName} no longer has a row for the account with the values that the incident shows."
                        )
                    : await RecordAsync(transaction, repair, actor),
                cancellationToken
            );
        }
        catch (PostgresException exception)
            when (DatabaseErrors.Classify(exception) is DatabaseError.Row or DatabaseError.Statement)
        {
            return new(
                AccessApprovalOutcome.Rejected,
                $"Postgres rejects the change to {table.FullName} under the role {role}: {ShownError.Describe(exception)}."
            );
        }
    }

    private async Task<AccessApproval?> FindRejectionAsync(WriteTransaction transaction, AccessIncident shown)
    {
        var found = await transaction.QueryAsync<State>(
            $"""
            select is_open, last_seen_at, {AccessIncidents.Version} as version
            from access_incidents
            where id = @Id
            for update
            """,
            new { shown.Id }
        );
        return found.Single() switch
        {
            { IsOpen: false } => new(AccessApprovalOutcome.Closed, "The incident is closed."),
            var state when state.Version != shown.Version => new(
                AccessApprovalOutcome.Changed,
                "A check has changed what the incident proposes."
            ),
            var state when state.LastSeenAt < time.GetUtcNow() - MostAge => new(
                AccessApprovalOutcome.Old,
                "The last check that found the incident is more than a day old."
            ),
            _ => null,
        };
    }

    /// <summary>
    /// The names in the SQL are safe: <c>information_schema</c> returned them when the table was mapped, and the paths are those of the
    /// mapping.
    /// </summary>
    private static async Task<bool> WriteRowAsync(
        WriteTransaction transaction,
        AccessRepair repair,
        SourceTable table,
        string role
    )
    {
        var quotedTable = $"{SqlName.Quote(table.Schema)}.{SqlName.Quote(table.Name)}";
        var columns = repair.Written.Select(change => SqlName.Quote(table.FindColumn(change.Field)!)).ToList();
        var rows = await transaction.ExecuteAsync(
            $"""
            set local timezone = 'UTC';
            {TransactionSettings.SetRole(role)}
            update {quotedTable} as account
            set {string.Join(", ", columns.Select(column => $"{column} = wanted.{column}"))}
            from
                jsonb_populate_record(null::{quotedTable}, @to::jsonb) as wanted,
                jsonb_to_record(@from::jsonb) as expected ({string.Join(", ", columns.Select(column => $"{column} jsonb"))})
            where account.{SqlName.Quote(table.Key)} = @clerkId
            {string.Concat(
                columns.Select(column => $"    and nullif(to_jsonb(account.{column}), 'null') is not distinct from expected.{column}\n")
            )};
            reset role;
            """,
            new
            {
                clerkId = repair.Incident.ClerkId,
                from = ToObject(table, repair.Written, change => change.From),
                to = ToObject(table, repair.Written, change => change.To),
            }
        );
        return rows <= 1
            ? rows == 1
            // The exception rolls the transaction back.
            : throw new SourceException($"{table.PathOf(table.Key)} is not unique: {rows} rows have the account's id.");
    }

    private static async Task<AccessApproval> RecordAsync(
        WriteTransaction transaction,
        AccessRepair repair,
        string actor
    )
    {
        await transaction.ExecuteAsync(
            """
            insert into access_ledger (clerk_id, incident_id, step, code, reason, changes, actor)
            select clerk_id, id, 'approved', code, reason, @written::jsonb, @actor
            from access_incidents
            where id = @Id
            """,
            new
            {
                repair.Incident.Id,
                written = JsonSerializer.Serialize(repair.Written, AccessJson.Default.IReadOnlyListAccessChange),
                actor,
            }
        );
        return new(AccessApprovalOutcome.Approved);
    }

    /// <summary>A JSON object with a member for each column.</summary>
    private static string ToObject(
        SourceTable table,
        IReadOnlyList<AccessChange> changes,
        Func<AccessChange, string?> value
    ) =>
        new JsonObject(
            changes.Select(change =>
                KeyValuePair.Create(table.FindColumn(change.Field)!, JsonNode.Parse(value(change) ?? "null"))
            )
        ).ToJsonString();

    private sealed record State
    {
        public bool IsOpen { get; init; }

        public DateTimeOffset LastSeenAt { get; init; }

        public required string Version { get; init; }
    }
}
