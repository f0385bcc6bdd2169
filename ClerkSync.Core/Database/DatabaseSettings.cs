using Microsoft.Extensions.Configuration;
using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>Where the database is, and how this process is let in.</summary>
public sealed record DatabaseSettings
{
    /// <summary>The name of the database's setting.</summary>
    public const string UrlSetting = "DATABASE_URL";

    /// <summary>The name of <see cref="Identity"/>'s setting.</summary>
    public const string IdentitySetting = "ClerkSync__DatabaseIdentity";

    /// <summary><c>DATABASE_URL</c>.</summary>
    public required NpgsqlConnectionStringBuilder Connection { get; init; }

    /// <summary><c>ClerkSync__DatabaseIdentity</c>.</summary>
    public DatabaseIdentity Identity { get; init; }

    /// <summary>Says nothing: a record would print the password.</summary>
    public override string ToString() => nameof(DatabaseSettings);

    /// <summary>Reads both.</summary>
    /// <exception cref="SettingException">One is missing or malformed, or they do not go together.</exception>
    public static DatabaseSettings Read(IConfiguration configuration)
    {
        if (configuration[UrlSetting] is not { Length: > 0 } url)
        {
            throw new SettingException(
                UrlSetting,
                $"{UrlSetting} is not set. Give it the database's postgresql:// URL; on a laptop, ./clerksync up brings its own."
            );
        }

        var identity = ReadIdentity(configuration);
        var connection = DatabaseUrl.Parse(url);
        if (identity == DatabaseIdentity.Entra)
        {
            PrepareForToken(connection);
        }

        return new DatabaseSettings { Connection = connection, Identity = identity };
    }

    /// <summary>Reads <see cref="Identity"/> alone.</summary>
    /// <exception cref="SettingException">It is malformed.</exception>
    public static DatabaseIdentity ReadIdentity(IConfiguration configuration) =>
        ClerkSyncSettings.ReadEnum(configuration, "DatabaseIdentity", DatabaseIdentity.Password);

    /// <remarks>The token is sent as it is, and whoever reads it may use it: to the right server only, and never in the clear.</remarks>
    private static void PrepareForToken(NpgsqlConnectionStringBuilder connection)
    {
        if (connection.Password is { Length: > 0 } || connection.Passfile is { Length: > 0 })
        {
            throw Refuse("has a password, which a token takes the place of. Take the password out");
        }

        if (connection.Username is not { Length: > 0 })
        {
            throw Refuse("names no user. Name the role of the identity: postgresql://ROLE@HOST/DATABASE");
        }

        if (!connection.ShouldSerialize("SSL Mode"))
        {
            connection.SslMode = SslMode.VerifyFull;
        }
        else if (connection.SslMode is SslMode.Disable or SslMode.Allow or SslMode.Prefer)
        {
            throw Refuse(
                "has an sslmode that may send a token in the clear. Leave sslmode out: it is verify-full then"
            );
        }
    }

    private static SettingException Refuse(string what) =>
        new(UrlSetting, $"{IdentitySetting} is entra, but {UrlSetting} {what}.");
}
