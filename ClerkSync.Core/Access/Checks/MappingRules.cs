using ClerkSync.Core.Database;

namespace ClerkSync.Core.Access.Checks;

/// <summary>Validates mappings and policies.</summary>
internal static class MappingRules
{
    private static readonly string[] Containers = ["public_metadata", "private_metadata", "unsafe_metadata"];

    /// <returns>A sentence that says what is wrong; null when nothing is.</returns>
    public static string? FindMistake(AccessSettings settings) =>
        FindMistake(settings.Users, "users")
        ?? (settings.Organizations is { } organizations ? FindMistake(organizations, "organizations") : null)
        ?? (
            settings.Policies
                is {
                    PastDueGraceDays: >= 0 and <= AccessPolicies.MostDays,
                    StaleAfterDays: >= 0 and <= AccessPolicies.MostDays
                }
                ? null
                : $"The days of a policy must be from 0 to {AccessPolicies.MostDays}."
        );

    /// <param name="table">The mirror's table, such as <c>users</c>: paths of columns start with it.</param>
    /// <inheritdoc cref="FindMistake(AccessSettings)"/>
    public static string? FindMistake(AccessMapping mapping, string table)
    {
        if (mapping.Plan is null && mapping.Premium is null)
        {
            return "Map plan or premium. Without one of them, ClerkSync cannot know what people may use.";
        }

        if (!mapping.Paths.All(path => IsPath(path, mapping.Table, table)))
        {
            return DescribePaths(mapping.Table, table);
        }

        if (mapping.DatabasePlan is { } repeated && IsMetadata(repeated))
        {
            return "The database plan must be a column, such as users.plan, not metadata.";
        }

        return
            StorableText.IsValid(mapping.FreePlan)
            && mapping.Prices.All(price =>
                StorableText.IsValid(price.Key) && (price.Value is "" || StorableText.IsValid(price.Value))
            )
            ? null
            : $"Plans and prices must have at most {StorableText.MaxLength} characters. Only the plan of an add-on may be empty.";
    }

    public static bool IsMetadata(string path) => Containers.Contains(path.Split('.')[0]);

    /// <summary>A sentence about the format of a path.</summary>
    /// <param name="source">The application's table; null when the source is Clerk.</param>
    /// <param name="table">The mirror's table.</param>
    public static string DescribePaths(SourceTable? source, string table) =>
        $"A path is CONTAINER.KEY, with {string.Join(", ", Containers)} or {source?.FullName ?? table} as the CONTAINER, such as public_metadata.plan.";

    private static bool IsPath(string path, SourceTable? source, string table)
    {
        var container = path.Split('.')[0];
        return StorableText.IsValid(path)
            && (
                source?.FindColumn(path) is { Length: > 0 }
                || (path.Length > container.Length + 1 && (IsMetadata(path) || container == table))
            );
    }
}
