using Microsoft.Extensions.Configuration;
using Npgsql;

namespace ClerkSync.Core.Database;

public sealed record DatabaseSettings
{
    public const string UrlSetting = "DATABASE_URL";

    public const string IdentitySetting = "ClerkSync__DatabaseIdentity";

    public const string MaxInstancesSetting = "ClerkSync__MaxInstances";

    // Per instance. All deliveries in flight share one connection; the others serve requests that read. Npgsql's default of 100 per
    // instance is more than a small server allows for all of them.
    private const int DefaultPoolSize = 10;

    private const int MostInstances = 1000;

    /// <summary><c>DATABASE_URL</c>.</summary>
    public required NpgsqlConnectionStringBuilder Connection { get; init; }

    /// <summary><c>ClerkSync__DatabaseIdentity</c>.</summary>
    public DatabaseIdentity Identity { get; init; }

    /// <summary>
    /// False if <c>DATABASE_URL</c> has <c>pgbouncer=true</c>, because the pooler may run each transaction in another session. Without
    /// this parameter, ClerkSync recognizes such a pooler by its errors.
    /// </summary>
    public bool KeepsSessions => !Connection.NoResetOnClose;

    /// <summary><c>ClerkSync__MaxInstances</c>: the maximum number of processes that run at once; null when it is not set.</summary>
    public int? MaxInstances { get; init; }

    /// <summary>Returns only the type's name, because the generated text would contain the password.</summary>
    public override string ToString() => nameof(DatabaseSettings);

    /// <summary>Reads all settings of the database.</summary>
    /// <exception cref="SettingException">A setting is missing or malformed, or two contradict each other.</exception>
    public static DatabaseSettings Read(IConfiguration configuration)
    {
        if (configuration[UrlSetting] is not { Length: > 0 } url)
        {
            throw new SettingException(
                UrlSetting,
                $"{UrlSetting} is not set. Set it to the postgresql:// URL of the database. On a laptop, ./clerksync up starts its own database."
            );
        }

        var connection = DatabaseUrl.Parse(url);
        var identity = ReadIdentity(configuration);
        if (identity == DatabaseIdentity.Entra)
        {
            PrepareForToken(connection);
        }

        if (!connection.ShouldSerialize("Maximum Pool Size"))
        {
            connection.MaxPoolSize = Math.Max(DefaultPoolSize, connection.MinPoolSize);
        }

        return new DatabaseSettings
        {
            Connection = connection,
            Identity = identity,
            MaxInstances = FindMaxInstances(configuration),
        };
    }

    /// <summary>Reads <see cref="MaxInstances"/> alone.</summary>
    /// <exception cref="SettingException">The setting is malformed.</exception>
    public static int? FindMaxInstances(IConfiguration configuration) =>
        SettingReader.FindNumber(configuration, MaxInstancesSetting, 1, MostInstances);

    /// <summary>Reads <see cref="Identity"/> alone.</summary>
    /// <exception cref="SettingException">The setting is malformed.</exception>
    public static DatabaseIdentity ReadIdentity(IConfiguration configuration) =>
        SettingReader.FindEnum<DatabaseIdentity>(configuration, IdentitySetting, "password");

    /// <remarks>Anyone who can read the token can use it, so it is never sent unencrypted.</remarks>
    private static void PrepareForToken(NpgsqlConnectionStringBuilder connection)
    {
        if (connection.Password is { Length: > 0 } || connection.Passfile is { Length: > 0 })
        {
            throw Reject("has a password, which the token replaces. Remove the password");
        }

        if (connection.Username is not { Length: > 0 })
        {
            throw Reject("names no user. Name the role of the identity: postgresql://ROLE@HOST/DATABASE");
        }

        if (!connection.ShouldSerialize("SSL Mode"))
        {
            connection.SslMode = SslMode.VerifyFull;
        }
        else if (connection.SslMode is SslMode.Disable or SslMode.Allow or SslMode.Prefer)
        {
            throw Reject("has an sslmode that may send the token unencrypted. Remove sslmode; it is then verify-full");
        }
    }

    private static SettingException Reject(string what) =>
        new(UrlSetting, $"{IdentitySetting} is entra, but {UrlSetting} {what}.");
}
