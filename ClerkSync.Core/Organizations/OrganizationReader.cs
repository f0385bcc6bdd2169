using ClerkSync.Core.Database;

namespace ClerkSync.Core.Organizations;

public sealed class OrganizationReader
{
    private readonly DatabaseReader _database;

    internal OrganizationReader(DatabaseReader database) => _database = database;

    /// <summary>Null when the organization has no row or no name.</summary>
    internal Task<string?> FindNameAsync(ClerkId organization, CancellationToken cancellationToken) =>
        _database.FindAsync<string?>(
            "select name from organizations where clerk_id = @ClerkId",
            new { ClerkId = organization.Value },
            cancellationToken
        );
}
