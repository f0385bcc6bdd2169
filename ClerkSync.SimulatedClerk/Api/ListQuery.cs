using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ClerkSync.SimulatedClerk.Api;

/// <summary>Reads the query parameters of a request as Clerk does.</summary>
internal sealed class ListQuery(IQueryCollection query)
{
    private const int DefaultLimit = 10;
    private const int MostOfAList = 100;
    private const int MostOfAPage = 500;

    /// <summary>The page size.</summary>
    /// <remarks>Like Clerk, silently uses 10 for a limit above 500.</remarks>
    /// <exception cref="RejectedRequestException">The limit is not a number or is below 1.</exception>
    public int Limit =>
        (FindNumber("limit") ?? DefaultLimit) switch
        {
            < 1 => throw RejectedRequestException.Invalid("limit", "must be 1 or more."),
            > MostOfAPage => DefaultLimit,
            var limit => (int)limit,
        };

    /// <summary>The number of items to skip.</summary>
    /// <exception cref="RejectedRequestException">The offset is not a number or is below 0.</exception>
    public int Offset =>
        (FindNumber("offset") ?? 0) switch
        {
            < 0 or > int.MaxValue => throw RejectedRequestException.Invalid("offset", "must be 0 or more."),
            var offset => (int)offset,
        };

    /// <summary>Returns a parameter; null when it is absent or empty.</summary>
    public string? FindText(string name) => query[name] is [{ Length: > 0 } text, ..] ? text : null;

    /// <summary>
    /// Returns a list, sent as <c>name=a&amp;name=b</c> or <c>name[]=a&amp;name[]=b</c>; empty when it is absent.
    /// </summary>
    /// <exception cref="RejectedRequestException">The list has more than 100 values.</exception>
    public IReadOnlyList<string> FindTexts(string name)
    {
        string[] texts = [.. query[name].Concat(query[$"{name}[]"]).OfType<string>().Where(text => text.Length > 0)];
        return texts.Length <= MostOfAList
            ? texts
            : throw RejectedRequestException.Invalid(name, $"must not have more than {MostOfAList} values.");
    }

    /// <summary>Returns a number; null when the parameter is absent.</summary>
    /// <exception cref="RejectedRequestException">The value is not an integer.</exception>
    public long? FindNumber(string name) =>
        FindText(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw RejectedRequestException.Invalid(name, "must be an integer.");

    /// <summary>Returns a flag; null when the parameter is absent.</summary>
    /// <exception cref="RejectedRequestException">The value is neither <c>true</c> nor <c>false</c>.</exception>
    public bool? FindFlag(string name) =>
        FindText(name) is not { } text ? null
        : bool.TryParse(text, out var flag) ? flag
        : throw RejectedRequestException.Invalid(name, "must be true or false.");

    /// <summary>Returns the name of the property to sort by, and whether the order is descending.</summary>
    /// <param name="otherwise">The order when the parameter is absent.</param>
    public (string Name, bool Descending) ReadOrder(string otherwise)
    {
        // An unescaped plus sign in a query is decoded as a space.
        var order = FindText("order_by")?.Trim() ?? otherwise;
        return (order.TrimStart('+', '-'), order.StartsWith('-'));
    }
}
