using System.Globalization;
using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>Reads where the database is: one host, or several of which one accepts writes.</summary>
internal static class DatabaseHosts
{
    private const string Writable = "read-write";

    /// <exception cref="SettingException">There is no host, or the number of ports does not match the hosts.</exception>
    public static void Apply(NpgsqlConnectionStringBuilder connection, IReadOnlyList<DatabaseParameter> parameters)
    {
        var hosts = Find(parameters, "host").Value.Split(',');
        var port = Find(parameters, "port");
        var ports = port.Value.Split(',').Select(text => ReadPort(port with { Value = text })).ToArray();
        if (hosts.Any(host => host.Length == 0))
        {
            throw DatabaseUrl.Reject("names no host");
        }

        if (ports.Length != 1 && ports.Length != hosts.Length)
        {
            throw port.Reject("one port for all hosts or one for each");
        }

        var wanted = ReadSessionAttributes(Find(parameters, "target_session_attrs"));
        if (hosts is [var single])
        {
            (connection.Host, connection.Port) = (single.Trim('[', ']'), ports[0]);
            return;
        }

        connection.Host = string.Join(
            ',',
            hosts.Select(
                (host, i) => $"{host}:{ports[ports.Length == 1 ? 0 : i].ToString(CultureInfo.InvariantCulture)}"
            )
        );
        connection.TargetSessionAttributes = wanted;
    }

    /// <summary>The last parameter of this name that is not empty.</summary>
    private static DatabaseParameter Find(IReadOnlyList<DatabaseParameter> parameters, string name) =>
        parameters.LastOrDefault(
            parameter => parameter.Name == name && parameter.Value.Length > 0,
            new DatabaseParameter(name, "")
        );

    private static int ReadPort(DatabaseParameter port) =>
        port.Value.Length == 0 ? NpgsqlConnection.DefaultPort : port.ReadNumber(1, ushort.MaxValue);

    /// <summary>ClerkSync writes, so <c>any</c> means <c>read-write</c>.</summary>
    private static string ReadSessionAttributes(DatabaseParameter attributes) =>
        attributes.Value.Length == 0
            ? Writable
            : attributes.Choose(("read-write", Writable), ("primary", "primary"), ("any", Writable));
}
