using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.Database;

/// <summary>Lets an application bring tables of its own.</summary>
public static partial class ApplicationMigrations
{
    /// <summary>
    /// Adds an application's migrations. <see cref="Migrator"/> applies them after ClerkSync's, so that they may refer to
    /// <c>users (id)</c>.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="assembly">Has the scripts as embedded resources <c>Migrations/0001_….sql</c>; they go forward only.</param>
    /// <param name="name">
    /// The application's, for good: <c>design_forge</c> keeps what was applied in <c>design_forge_migrations</c>, and numbers from 1.
    /// </param>
    /// <exception cref="ArgumentException">The name is no plain name of a table, or is ClerkSync's; or there are no scripts.</exception>
    public static IServiceCollection AddMigrations(this IServiceCollection services, Assembly assembly, string name)
    {
        var set = new MigrationSet($"{name}_migrations", Migration.ReadEmbedded(assembly));
        if (!PlainName().IsMatch(name) || set.IsOwn)
        {
            throw new ArgumentException("It must be of a-z, digits and _, and not clerksync.", nameof(name));
        }

        return set.Migrations.Count > 0
            ? services.AddSingleton(set)
            : throw new ArgumentException("It has no embedded resources Migrations/….sql.", nameof(assembly));
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,49}\z")]
    private static partial Regex PlainName();
}
