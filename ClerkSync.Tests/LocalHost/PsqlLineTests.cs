using ClerkSync.LocalHost.Up;

namespace ClerkSync.Tests.LocalHost;

public sealed class PsqlLineTests
{
    [Theory]
    [InlineData("postgresql://me:secret@db:5433/app", "psql -h db -p 5433 -U me app")]
    [InlineData(
        "postgresql://me:secret@db:5433/app?schema=clerk",
        "psql 'postgresql://me@db:5433/app?options=-csearch_path%3Dclerk'"
    )]
    [InlineData(
        "postgresql://me:secret@db/app?schema=Our%20Clerk",
        """psql 'postgresql://me@db:5432/app?options=-csearch_path%3D%22Our%5C%20Clerk%22'"""
    )]
    [InlineData(
        "Host=db;Username=me;Password=secret;Database=app;Search Path=clerk",
        "psql 'postgresql://me@db:5432/app?options=-csearch_path%3Dclerk'"
    )]
    [InlineData(
        "host=a,b port=1,2 user=me password=secret dbname=app",
        "psql 'postgresql://me@a:1,b:2/app?target_session_attrs=read-write'"
    )]
    public void Psql_command_has_the_schema_but_not_the_password(string databaseUrl, string line) =>
        Assert.Equal(line, PsqlLine.Create(databaseUrl, own: null));
}
