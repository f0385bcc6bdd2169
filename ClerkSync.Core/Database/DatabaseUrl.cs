using System.Globalization;
using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>Reads <c>DATABASE_URL</c>, which Npgsql itself understands only as keywords.</summary>
public static class DatabaseUrl
{
    private const string Setting = "DATABASE_URL";

    /// <summary>Reads a <c>postgresql://</c> URL or an Npgsql keyword string.</summary>
    /// <param name="value">
    /// <c>postgresql://user:password@host:port/database?schema=…&amp;sslmode=…</c> with percent-encoded parts, or
    /// <c>Host=…;Username=…</c>. Prisma's <c>schema</c>, <c>pgbouncer</c> and <c>connection_limit</c> are understood.
    /// </param>
    /// <exception cref="SettingException">The value cannot be read; the message never repeats it.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string value)
    {
        try
        {
            var connection = IsUrl(value) ? FromUrl(value) : FromKeywords(value);
            // PgBouncer refuses search_path as a startup parameter: there the role has it ("alter role … set search_path").
            connection.SearchPath = connection.NoResetOnClose ? null : connection.SearchPath;
            return connection;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            throw new SettingException(
                Setting,
                $"{Setting} is neither a postgresql:// URL nor a keyword string such as \"Host=…;Database=…\". "
                    + "Percent-encode special characters in the user name and password of a URL."
            );
        }
    }

    private static bool IsUrl(string value) =>
        value.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase)
        || value.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase);

    private static NpgsqlConnectionStringBuilder FromKeywords(string value)
    {
        var builder = new NpgsqlConnectionStringBuilder(value);
        if (string.IsNullOrEmpty(builder.Host))
        {
            throw new SettingException(Setting, $"{Setting} names no host.");
        }

        return builder;
    }

    private static NpgsqlConnectionStringBuilder FromUrl(string value)
    {
        var url = new Uri(value);
        if (url.Host.Length == 0)
        {
            throw new SettingException(Setting, $"{Setting} names no host.");
        }

        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = url.DnsSafeHost,
            Port = url.Port > 0 ? url.Port : 5432,
        };
        var credentials = url.UserInfo.Split(':', 2);
        if (credentials[0].Length > 0)
        {
            builder.Username = Uri.UnescapeDataString(credentials[0]);
        }

        if (credentials.Length == 2)
        {
            builder.Password = Uri.UnescapeDataString(credentials[1]);
        }

        if (Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/')) is { Length: > 0 } database)
        {
            builder.Database = database;
        }

        foreach (var parameter in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = parameter.Split('=', 2);
            Apply(builder, Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? ""));
        }

        return builder;
    }

    private static void Apply(NpgsqlConnectionStringBuilder builder, string name, string value)
    {
        switch (name.ToLowerInvariant())
        {
            case "schema":
                // One name, with its case, as Prisma reads it; not a list.
                builder.SearchPath = $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
                break;
            case "sslmode":
                builder.SslMode = ParseSslMode(value);
                break;
            case "sslrootcert":
                builder.RootCertificate = value;
                break;
            case "sslcert":
                builder.SslCertificate = value;
                break;
            case "sslkey":
                builder.SslKey = value;
                break;
            case "channel_binding":
                builder.ChannelBinding = Enum.Parse<ChannelBinding>(value, ignoreCase: true);
                break;
            case "connect_timeout":
                builder.Timeout = int.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "connection_limit":
                builder.MaxPoolSize = int.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "pgbouncer":
                builder.NoResetOnClose = bool.Parse(value);
                break;
            case "application_name":
                builder.ApplicationName = value;
                break;
            // Prisma's own, about its own pool and engine.
            case "pool_timeout" or "socket_timeout" or "statement_cache_size" or "uselibpqcompat":
                break;
            default:
                throw new SettingException(
                    Setting,
                    name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_')
                        ? $"{Setting} has a parameter that ClerkSync does not know: {name}."
                        // It may be the end of a password that holds a question mark.
                        : $"{Setting} has a parameter that ClerkSync does not know. Percent-encode special characters in the password."
                );
        }
    }

    private static SslMode ParseSslMode(string value) =>
        value switch
        {
            "disable" => SslMode.Disable,
            "allow" => SslMode.Allow,
            "prefer" => SslMode.Prefer,
            "require" => SslMode.Require,
            "verify-ca" => SslMode.VerifyCA,
            "verify-full" => SslMode.VerifyFull,
            _ => throw new SettingException(
                Setting,
                $"{Setting} has an unknown sslmode; it is one of disable, allow, prefer, require, verify-ca, verify-full."
            ),
        };
}
