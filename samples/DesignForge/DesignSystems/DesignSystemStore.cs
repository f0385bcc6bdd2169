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

    /// <summary>Takes the credits and makes the design system, or does neither.</summary>
    /// <param name="user">Who pays and owns it.</param>
    /// <param name="wanted">Valid.</param>
    /// <param name="cost">In credits; 0 is free.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The design system is null where the credits do not suffice, or the user has just been deleted.</returns>
    public async Task<(DesignSystem? Made, CreditResult? Payment)> CreateAsync(
        User user,
        NewDesignSystem wanted,
        long cost,
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
                idempotencyKey: null,
                cancellationToken
            );
            if (!payment.IsDone)
            {
                return (null, payment);
            }
        }

        var row = await connection.QuerySingleAsync<Row>(
            new CommandDefinition(
                $"""
                insert into design_systems (id, user_id, name, colors)
                values (@Id, @UserId, @Name, @Colors::jsonb)
                returning {Columns}
                """,
                new
                {
                    Id = Guid.CreateVersion7(),
                    UserId = user.Id,
                    wanted.Name,
                    Colors = JsonSerializer.Serialize(wanted.Colors!, DesignForgeJson.Default.IReadOnlyListString),
                },
                transaction,
                cancellationToken: cancellationToken
            )
        );
        await transaction.CommitAsync(cancellationToken);
        return (row.ToDesignSystem(), payment);
    }

    /// <summary>Lists a user's, the newest first.</summary>
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

    /// <summary>Finds one of a user's; null when there is none, or it is somebody else's.</summary>
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

    /// <summary>Finds a user with his design systems; null when there is none, or he is deleted.</summary>
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
