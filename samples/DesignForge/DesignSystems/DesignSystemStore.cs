using System.Data;
using System.Text.Json;
using ClerkSync.Core;
using ClerkSync.Core.Credits;
using ClerkSync.Core.Users;
using Dapper;
using DesignForge.Http;
using Npgsql;

namespace DesignForge.DesignSystems;

/// <summary>The table <c>design_systems</c>.</summary>
public sealed class DesignSystemStore(NpgsqlDataSource dataSource, CreditLedger credits, UserService users)
{
    private const string Columns = "id, name, colors::text, created_at";

    /// <summary>Charges the credits and creates the design system, atomically.</summary>
    /// <param name="user">The owner, whose credits are charged.</param>
    /// <param name="wanted">The validated request.</param>
    /// <param name="cost">The price in credits; 0 is free.</param>
    /// <param name="idempotencyKey">With the same key of the same user, the design system is created and charged only
    /// once. With null, every call is a new request.</param>
    /// <returns>
    /// The design system, created now or earlier with the same key. Null when the credits are insufficient, the user
    /// has just been deleted, or the key was used for something else.
    /// </returns>
    public async Task<(DesignSystem? Made, CreditResult? Payment)> CreateAsync(
        User user,
        NewDesignSystem wanted,
        long cost,
        string? idempotencyKey,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(
            IsolationLevel.ReadCommitted,
            cancellationToken
        );
        CreditResult? payment = null;
        if (cost > 0)
        {
            payment = await credits.DeductAsync(
                transaction,
                new ClerkId(user.ClerkId),
                cost,
                reason: CreateDesignSystem.Action,
                actor: user.ClerkId,
                idempotencyKey,
                cancellationToken
            );
            if (payment.Outcome is CreditOutcome.Insufficient or CreditOutcome.NoSuchUser)
            {
                return (null, payment);
            }
        }

        if (
            payment is null or { Outcome: CreditOutcome.Applied }
            && await InsertAsync(transaction, user, wanted, idempotencyKey, cancellationToken) is { } made
        )
        {
            await transaction.CommitAsync(cancellationToken);
            return (made, payment);
        }

        var earlier = await FindByKeyAsync(transaction, user, idempotencyKey, cancellationToken);
        return (earlier is not null && wanted.Describes(earlier) ? earlier : null, payment);
    }

    /// <summary>Lists a user's design systems, newest first.</summary>
    public async Task<IReadOnlyList<DesignSystem>> ListAsync(User user, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(
            new CommandDefinition(
                $"""
                select {Columns}
                from design_systems
                where user_id = @Id
                order by created_at desc, id desc
                """,
                new { user.Id },
                cancellationToken: cancellationToken
            )
        );
        return [.. rows.Select(row => row.ToDesignSystem())];
    }

    /// <summary>Finds a user's design system; null when it does not exist or belongs to another user.</summary>
    public async Task<DesignSystem?> FindAsync(User user, Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            new CommandDefinition(
                $"select {Columns} from design_systems where id = @Id and user_id = @UserId",
                new { Id = id, UserId = user.Id },
                cancellationToken: cancellationToken
            )
        );
        return row?.ToDesignSystem();
    }

    /// <summary>Finds a user with their design systems; null when the user does not exist or is deleted.</summary>
    public async Task<UserWithDesignSystems?> FindUserWithDesignSystemsAsync(
        ClerkId id,
        CancellationToken cancellationToken
    ) =>
        await users.FindByClerkIdAsync(id, cancellationToken) is { } user
            ? new UserWithDesignSystems(
                new UserBody(user.ClerkId, user.Email, user.Plan, user.Credits),
                await ListAsync(user, cancellationToken)
            )
            : null;

    /// <returns>Null when the key was used before.</returns>
    private static async Task<DesignSystem?> InsertAsync(
        NpgsqlTransaction transaction,
        User user,
        NewDesignSystem wanted,
        string? idempotencyKey,
        CancellationToken cancellationToken
    )
    {
        var row = await transaction.Connection!.QuerySingleOrDefaultAsync<Row>(
            new CommandDefinition(
                $"""
                insert into design_systems (id, user_id, name, colors, idempotency_key)
                values (@Id, @UserId, @Name, @Colors::jsonb, @IdempotencyKey)
                on conflict (user_id, idempotency_key) do nothing
                returning {Columns}
                """,
                new
                {
                    Id = Guid.CreateVersion7(),
                    UserId = user.Id,
                    wanted.Name,
                    Colors = JsonSerializer.Serialize(wanted.Colors!, DesignForgeJson.Default.IReadOnlyListString),
                    IdempotencyKey = idempotencyKey,
                },
                transaction,
                cancellationToken: cancellationToken
            )
        );
        return row?.ToDesignSystem();
    }

    private static async Task<DesignSystem?> FindByKeyAsync(
        NpgsqlTransaction transaction,
        User user,
        string? idempotencyKey,
        CancellationToken cancellationToken
    )
    {
        var row = await transaction.Connection!.QuerySingleOrDefaultAsync<Row>(
            new CommandDefinition(
                $"select {Columns} from design_systems where user_id = @Id and idempotency_key = @IdempotencyKey",
                new { user.Id, IdempotencyKey = idempotencyKey },
                transaction,
                cancellationToken: cancellationToken
            )
        );
        return row?.ToDesignSystem();
    }

    private sealed record Row
    {
        public required Guid Id { get; init; }
        public required string Name { get; init; }
        public required string Colors { get; init; }
        public required DateTimeOffset CreatedAt { get; init; }

        public DesignSystem ToDesignSystem() =>
            new()
            {
                Id = Id,
                Name = Name,
                Colors = JsonSerializer.Deserialize(Colors, DesignForgeJson.Default.IReadOnlyListString)!,
                CreatedAt = CreatedAt,
            };
    }
}
