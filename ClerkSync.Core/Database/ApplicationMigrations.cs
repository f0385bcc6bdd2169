using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.Database;

/// <summary>Lets an application add tables of its own.</summary>
public static partial class ApplicationMigrations
{
    /// <summary>
    /// Adds an application's migrations. <see cref="Migrator"/> applies them after ClerkSync's, so that they may refer to
    /// <c>users (id)</c>.
    /// </summary>
    /// <param name="assembly">Has the scripts as embedded resources <c>Migrations/0001_….sql</c>, numbered from 1, forward only.</param>
    /// <param name="name">
    /// The application's name. It must not change later, because the table <c>NAME_migrations</c> records what was applied.
    /// </param>
    /// <exception cref="ArgumentException">The name is not a plain table name, ClerkSync uses it, or there are no scripts.</exception>
    public static IServiceCollection AddMigrations(this IServiceCollection services, Assembly assembly, string name)
    {
        var set = new MigrationSet($"{name}_migrations", Migration.ReadEmbedded(assembly));
        if (!PlainName().IsMatch(name) || set.IsOwn)
        {
            throw new ArgumentException(
                "It must consist of 1 to 50 characters of a-z, 0-9 and _, must start with a letter, and must not be clerksync.",
                nameof(name)
            );
        }

        return set.Migrations.Count > 0
            ? services.AddSingleton(set)
            : throw new ArgumentException("The assembly has no embedded resources Migrations/….sql.", nameof(assembly));
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,49}\z")]
    private static partial Regex PlainName();
}
