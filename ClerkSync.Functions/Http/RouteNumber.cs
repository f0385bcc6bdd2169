using System.Globalization;

namespace ClerkSync.Functions.Http;

/// <summary>Reads the number in a route, such as that of <c>ops/runs/{id}</c>.</summary>
internal static class RouteNumber
{
    /// <summary>Returns null for text that is not a number.</summary>
    public static long? Find(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
