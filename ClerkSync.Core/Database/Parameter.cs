using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>Creates the parameters of statements that take arrays.</summary>
internal static class Parameter
{
    /// <summary>A typed parameter, so that its value is not boxed.</summary>
    public static NpgsqlParameter Of<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    /// <summary>One value of every row. All arrays of a statement come from one list, so their lengths are equal.</summary>
    public static NpgsqlParameter Each<TRow, TValue>(IReadOnlyList<TRow> rows, Func<TRow, TValue> value)
    {
        var values = new TValue[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(rows[i]);
        }

        return Of(values);
    }
}
