using System.Data;
using Dapper;

namespace ClerkSync.Core.Database;

/// <summary>Lets Dapper read <c>timestamptz</c>, which Npgsql returns as a UTC <see cref="DateTime"/>.</summary>
internal sealed class UtcTimeHandler : SqlMapper.TypeHandler<DateTimeOffset>
{
    public override DateTimeOffset Parse(object value) => new(DateTime.SpecifyKind((DateTime)value, DateTimeKind.Utc));

    public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) =>
        parameter.Value = value.ToUniversalTime();
}
