using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>Makes the parameters of statements that take arrays.</summary>
internal static class Parameter
{
    /// <summary>A value, typed, so that nothing is boxed.</summary>
    public static NpgsqlParameter Of<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    /// <summary>One value of every row. All arrays of one statement are made of one list, so none is shorter.</summary>
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
