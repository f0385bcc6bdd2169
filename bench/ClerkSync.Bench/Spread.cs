namespace ClerkSync.Bench;

/// <summary>The median, minimum and maximum of several measurements.</summary>
internal readonly record struct Spread(double Median, double Least, double Greatest) : IFormattable
{
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }

    public string ToString(string? format, IFormatProvider? formatProvider) =>
        $"{Median.ToString(format, formatProvider)} ({Least.ToString(format, formatProvider)} to {Greatest.ToString(format, formatProvider)})";
}
