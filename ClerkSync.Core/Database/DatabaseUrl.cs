using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>Reads <c>DATABASE_URL</c>. Npgsql itself understands only its own keywords.</summary>
internal static class DatabaseUrl
{
    /// <summary>Reads a <c>postgresql://</c> URL, libpq's keywords or Npgsql's.</summary>
    /// <param name="value">
    /// <c>postgresql://user:password@host:port/database?schema=…&amp;sslmode=…</c> with percent-encoded parts,
    /// <c>host=… user=… password=… dbname=…</c>, or <c>Host=…;Username=…</c>. <c>docs/settings.md</c> lists the parameters.
    /// </param>
    /// <exception cref="SettingException">The value cannot be read; the message never repeats a part of it.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string value)
    {
        var connection = ParseWhole(value);
        // PgBouncer rejects search_path as a startup parameter. There the role has it ("alter role … set search_path").
        connection.SearchPath = connection.NoResetOnClose ? null : connection.SearchPath;
        return connection;
    }

    /// <summary>Parses the URL, including a schema that has no effect because of PgBouncer.</summary>
    internal static NpgsqlConnectionStringBuilder ParseWhole(string value)
    {
        var text = Unquote(value.Trim());
        try
        {
            var parameters = PostgresUrl.Find(text) ?? LibpqKeywords.Find(text);
            var connection = parameters is null
                ? new NpgsqlConnectionStringBuilder(text)
                : DatabaseParameters.Apply(parameters);
            EnsureUsable(connection);
            return connection;
        }
        catch (Exception exception)
            when (exception is ArgumentException or FormatException or OverflowException or NotSupportedException)
        {
            throw Reject(
                "cannot be read. It must be a postgresql:// URL, keywords such as \"host=… dbname=…\", or an Npgsql string such as "
                    + "\"Host=…;Database=…\". In a URL, percent-encode special characters in the user name and the password"
            );
        }
    }

    /// <param name="what">The rest of a sentence that begins with the setting's name. It contains no part of the value.</param>
    internal static SettingException Reject(string what) =>
        new(DatabaseSettings.UrlSetting, $"{DatabaseSettings.UrlSetting} {what}.");

    /// <summary>A value copied from a file of variables may have quotes around it.</summary>
    private static string Unquote(string value) =>
        value is ['"' or '\'', .. var quoted, var last] && last == value[0] ? quoted : value;

    /// <summary>Finds what Npgsql would report only later, with a text that repeats the value.</summary>
    private static void EnsureUsable(NpgsqlConnectionStringBuilder connection)
    {
        if (string.IsNullOrEmpty(connection.Host))
        {
            throw Reject("names no host");
        }

        // Keywords of another form end up in the host: "host=h user=u password=…".
        if (
            connection.Host.Any(letter => char.IsWhiteSpace(letter) || letter is '=' or ';')
            || connection.MaxPoolSize < 1
        )
        {
            throw new FormatException();
        }

        new NpgsqlDataSourceBuilder(connection.ConnectionString).Build().Dispose();
    }
}
