using ClerkSync.Core;
using ClerkSync.Core.Database;
using Npgsql;

namespace ClerkSync.Tests.Database;

public sealed class DatabaseUrlTests
{
    [Fact]
    public void URL_is_parsed_completely()
    {
        var connection = DatabaseUrl.Parse(
            "postgresql://ada:secret@db.example.com:6543/app?schema=clerk&sslmode=require"
        );

        Assert.Equal(
            ("ada", "secret", "db.example.com", 6543, "app", "\"clerk\"", SslMode.Require),
            (
                connection.Username,
                connection.Password,
                connection.Host,
                connection.Port,
                connection.Database,
                connection.SearchPath,
                connection.SslMode
            )
        );
    }

    [Fact]
    public void Percent_encoded_parts_are_decoded()
    {
        var connection = DatabaseUrl.Parse("postgres://a%40b:p%3Aw%2F%25%23@localhost/my%20app");

        Assert.Equal(("a@b", "p:w/%#", "my app"), (connection.Username, connection.Password, connection.Database));
    }

    [Fact]
    public void Port_is_5432_when_the_URL_has_no_port()
    {
        Assert.Equal(5432, DatabaseUrl.Parse("postgresql://localhost/app").Port);
    }

    [Fact]
    public void Npgsql_keywords_are_parsed()
    {
        var connection = DatabaseUrl.Parse("Host=db;Username=ada;Password=secret;Database=app;Search Path=clerk");

        Assert.Equal(
            ("db", "ada", "app", "clerk"),
            (connection.Host, connection.Username, connection.Database, connection.SearchPath)
        );
    }

    [Fact]
    public void Search_path_is_not_sent_behind_PgBouncer()
    {
        var connection = DatabaseUrl.Parse("postgresql://localhost/app?pgbouncer=true&schema=clerk");

        Assert.Null(connection.SearchPath);
        Assert.True(connection.NoResetOnClose);
    }

    [Theory]
    [InlineData("postgresql://u:p%23@h/db")]
    [InlineData("postgresql://u:p#@h/db")]
    [InlineData("\"postgresql://u:p%23@h/db\"")]
    [InlineData(" 'postgresql://u:p%23@h:5432/db' ")]
    [InlineData("postgresql://h/db?user=u&password=p%23")]
    [InlineData("postgresql:///db?host=h&user=u&password=p%23")]
    [InlineData("host=h user=u password=p# dbname=db")]
    [InlineData("  host = 'h'  port=5432\tuser=u\npassword='p#' dbname=db ")]
    [InlineData("Host=h;Username=u;Password=p#;Database=db")]
    [InlineData("host=h; username=u; password=p#; database=db")]
    public void Every_form_of_the_same_database_gives_the_same_connection(string value)
    {
        var connection = DatabaseUrl.Parse(value);

        Assert.Equal(
            ("h", 5432, "u", "p#", "db"),
            (connection.Host, connection.Port, connection.Username, connection.Password, connection.Database)
        );
    }

    [Fact]
    public void Quoted_values_can_contain_spaces_quotes_backslashes_and_semicolons()
    {
        var connection = DatabaseUrl.Parse(@"host=h user=u password='a \'b\' c\\;d' dbname=my\ db");

        Assert.Equal((@"a 'b' c\;d", "my db"), (connection.Password, connection.Database));
    }

    /// <remarks>The values that the vendors' consoles and guides show, with invented names.</remarks>
    [Theory]
    [InlineData(
        "postgresql://neondb_owner:npg_x@ep-a-123-pooler.eu-central-1.aws.neon.tech/neondb?sslmode=require&channel_binding=require"
    )]
    [InlineData("postgresql://u:p@ep-a.aws.neon.tech/neondb?options=endpoint%3Dep-a&sslmode=require&pool_timeout=15")]
    [InlineData("postgresql://postgres.abc:p@aws-0-eu-central-1.pooler.supabase.com:6543/postgres?pgbouncer=true")]
    [InlineData("postgres://postgres.abc:p@aws-0.pooler.supabase.com:6543/postgres?sslmode=require&supa=base-pooler.x")]
    [InlineData("postgresql://u:p@db.prisma.io:5432/postgres?sslmode=require&connection_limit=5&schema=public")]
    [InlineData("postgresql://u:p@h:5432/db?schema=&sslaccept=strict&socket_timeout=3&statement_cache_size=0")]
    [InlineData("postgresql://u.abc:pscale_pw_x@eu.pg.psdb.cloud:6432/postgres?sslmode=verify-full&sslrootcert=system")]
    [InlineData("postgresql://u:p@h/postgres?sslmode=verify-full&sslrootcert=system&sslnegotiation=direct")]
    [InlineData("postgres://u:p@x.postgres.database.azure.com/db?sslmode=require")]
    [InlineData("host=x.postgres.database.azure.com port=5432 dbname=db user=u password=p sslmode=require")]
    [InlineData(
        "Server=x.postgres.database.azure.com;Database=db;Port=5432;User Id=u;Password=p;Ssl Mode=Require;Trust Server Certificate=true;"
    )]
    [InlineData(
        "postgres://u:p@h:25060/db?sslmode=no-verify&uselibpqcompat=true&application_name=a&keepalives_idle=30"
    )]
    [InlineData("postgresql://u:p@/db?host=/cloudsql/project:region:instance")]
    public void Values_of_vendors_are_parsed(string value) =>
        Assert.True(DatabaseUrl.Parse(value) is { Host.Length: > 0, Password.Length: > 0, Database.Length: > 0 });

    [Theory]
    [InlineData("sslmode=require", SslMode.Require, null)]
    [InlineData("sslmode=no-verify", SslMode.Require, null)]
    [InlineData("sslaccept=accept_invalid_certs", SslMode.Require, null)]
    [InlineData("sslaccept=strict", SslMode.VerifyFull, null)]
    [InlineData("sslrootcert=system", SslMode.VerifyFull, null)]
    [InlineData("sslrootcert=system&sslmode=verify-full", SslMode.VerifyFull, null)]
    [InlineData("sslmode=require&sslrootcert=/ca.pem", SslMode.VerifyCA, "/ca.pem")]
    [InlineData("sslmode=verify-full&sslrootcert=/ca.pem", SslMode.VerifyFull, "/ca.pem")]
    public void Certificate_is_verified_as_psql_verifies_it(string query, SslMode mode, string? root)
    {
        var connection = DatabaseUrl.Parse($"postgresql://h/db?{query}");

        Assert.Equal((mode, root), (connection.SslMode, connection.RootCertificate));
    }

    [Theory]
    [InlineData("postgresql://a:1,b:2/db", "a:1,b:2")]
    [InlineData("postgresql://a,b/db?target_session_attrs=any", "a:5432,b:5432")]
    [InlineData("postgresql://a,[::1]:2/db?port=", "a:5432,[::1]:2")]
    [InlineData("host=a,b port=1,2 target_session_attrs=read-write", "a:1,b:2")]
    [InlineData("host=a,b port=7", "a:7,b:7")]
    public void Several_hosts_require_one_that_is_writable(string value, string hosts)
    {
        var connection = DatabaseUrl.Parse(value);

        Assert.Equal((hosts, "read-write"), (connection.Host, connection.TargetSessionAttributes));
    }

    [Theory]
    [InlineData("postgresql://h/db?target_session_attrs=read-write", null)]
    [InlineData("postgresql://a,b/db?target_session_attrs=primary", "primary")]
    public void Single_host_ignores_read_write_and_several_hosts_keep_primary(string value, string? attributes) =>
        Assert.Equal(attributes, DatabaseUrl.Parse(value).TargetSessionAttributes);

    [Theory]
    [InlineData("schema=")]
    [InlineData("schema=&pgbouncer=false")]
    public void Empty_schema_sets_no_search_path(string query) =>
        Assert.Null(DatabaseUrl.Parse($"postgresql://h/db?{query}").SearchPath);

    [Fact]
    public void Options_and_other_parameters_are_passed_to_Npgsql()
    {
        var connection = DatabaseUrl.Parse(
            "postgresql://h/db?options=-c%20lock_timeout%3D1&connect_timeout=7&connection_limit=3&sslkey=/k&sslcert=/c"
                + "&sslpassword=s&passfile=/p&require_auth=ScramSHA256&gssencmode=disable&krbsrvname=pg&keepalives=1"
                + "&keepalives_idle=30&keepalives_interval=5&fallback_application_name=x&load_balance_hosts=disable"
        );

        Assert.Equal(
            ("-c lock_timeout=1", 7, 3, "/k", "/c", "s", "/p", "pg", true, 30, 5, "x"),
            (
                connection.Options,
                connection.Timeout,
                connection.MaxPoolSize,
                connection.SslKey,
                connection.SslCertificate,
                connection.SslPassword,
                connection.Passfile,
                connection.KerberosServiceName,
                connection.TcpKeepAlive,
                connection.TcpKeepAliveTime,
                connection.TcpKeepAliveInterval,
                connection.ApplicationName
            )
        );
    }

    /// <remarks>Part of the password is "secret-word", or a word that a careless parser mistakes for another part.</remarks>
    [Theory]
    [InlineData("not a url")]
    [InlineData("postgresql://")]
    [InlineData("postgresql://:secret-word@/app")]
    [InlineData("postgresql://ada:secret-word@host:port/app")]
    [InlineData("postgresql://ada:secret-word@host/app?sslmode=secret-word")]
    [InlineData("postgresql://ada:secret-word@host/app?connection_limit=secret-word")]
    [InlineData("postgresql://ada:secret-word@host/app?secret-word")]
    [InlineData("postgresql://ada:12/secret-word@host/app")]
    [InlineData("postgresql://ada:12/secret_word?secret_word=1@host/app")]
    [InlineData("postgresql://ada:x@secret-word@host/app")]
    [InlineData("postgresql://ada:secret-word")]
    [InlineData("postgresql://ada:p@host/app#secret-word")]
    [InlineData("Host=db;Pasword=secret-word")]
    [InlineData("Host=db;Password=a;secret-word=b")]
    [InlineData("Username=ada;Password=secret-word")]
    [InlineData("host=db user=ada password=a secret_word=b dbname=app")]
    [InlineData("host=db user=ada password=secret-word database=app")]
    [InlineData("HOST=db USER=ada PASSWORD=secret:word DBNAME=app")]
    [InlineData("host=db user=ada password='secret-word dbname=app")]
    [InlineData("Host=db:secret-word")]
    [InlineData("Host=db;Password=secret-word;Maximum Pool Size=0")]
    [InlineData("Host=db;Password=secret-word;Minimum Pool Size=9;Maximum Pool Size=2")]
    [InlineData("prisma+postgres://accelerate.prisma-data.net/?api_key=secret-word")]
    [InlineData("jdbc:postgresql://host/app?password=secret-word")]
    public void Malformed_value_is_rejected_without_repeating_it(string value)
    {
        var rejection = Assert.Throws<SettingException>(() => DatabaseUrl.Parse(value));

        Assert.Contains("DATABASE_URL", rejection.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", rejection.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("schemma=x", "schemma")]
    [InlineData("schema=a,b", "schema")]
    [InlineData("connection_limit=0", "connection_limit")]
    [InlineData("connection_limit=2000", "connection_limit")]
    [InlineData("connect_timeout=-1", "connect_timeout")]
    [InlineData("pgbouncer=maybe", "pgbouncer")]
    [InlineData("keepalives=maybe", "keepalives")]
    [InlineData("channel_binding=maybe", "channel_binding")]
    [InlineData("sslrootcert=system&sslmode=require", "sslrootcert")]
    [InlineData("target_session_attrs=standby", "target_session_attrs")]
    [InlineData("hostaddr=1.2.3.4", "hostaddr")]
    [InlineData("sslcrl=/x", "sslcrl")]
    [InlineData("service=x", "service")]
    [InlineData("port=1,2", "port")]
    public void Rejected_parameter_is_named(string query, string name)
    {
        var rejection = Assert.Throws<SettingException>(() => DatabaseUrl.Parse($"postgresql://localhost/app?{query}"));

        Assert.Contains(name, rejection.Message, StringComparison.Ordinal);
    }
}
