using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ClerkSync.SimulatedClerk.Api;

/// <summary>The query of a request, as Clerk reads it.</summary>
internal sealed class ListQuery(IQueryCollection query)
{
    private const int DefaultLimit = 10;
    private const int MostOfAList = 100;
    private const int MostOfAPage = 500;

    /// <summary>How many are wanted.</summary>
    /// <remarks>Clerk silently takes 10 for a limit above 500.</remarks>
    /// <exception cref="RejectedRequestException">It is no number, or below 1.</exception>
    public int Limit =>
        (FindNumber("limit") ?? DefaultLimit) switch
        {
            < 1 => throw RejectedRequestException.Invalid("limit", "must be 1 or more."),
            > MostOfAPage => DefaultLimit,
            var limit => (int)limit,
        };

    /// <summary>How many are to be skipped.</summary>
    /// <exception cref="RejectedRequestException">It is no number, or below 0.</exception>
    public int Offset =>
        (FindNumber("offset") ?? 0) switch
        {
            < 0 or > int.MaxValue => throw RejectedRequestException.Invalid("offset", "must be 0 or more."),
            var offset => (int)offset,
        };

    /// <summary>Null when it is not given or empty.</summary>
    public string? FindText(string name) => query[name] is [{ Length: > 0 } text, ..] ? text : null;

    /// <summary>A list, as <c>name=a&amp;name=b</c> or <c>name[]=a&amp;name[]=b</c>; empty when it is not given.</summary>
    /// <exception cref="RejectedRequestException">It is longer than 100.</exception>
    public IReadOnlyList<string> FindTexts(string name)
    {
        string[] texts = [.. query[name].Concat(query[$"{name}[]"]).OfType<string>().Where(text => text.Length > 0)];
        return texts.Length <= MostOfAList
            ? texts
            : throw RejectedRequestException.Invalid(name, $"must not have more than {MostOfAList} values.");
    }

    /// <summary>Null when it is not given.</summary>
    /// <exception cref="RejectedRequestException">It is no whole number.</exception>
    public long? FindNumber(string name) =>
        FindText(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw RejectedRequestException.Invalid(name, "must be an integer.");

    /// <summary>Null when it is not given.</summary>
    /// <exception cref="RejectedRequestException">It is neither true nor false.</exception>
    public bool? FindFlag(string name) =>
        FindText(name) is not { } text ? null
        : bool.TryParse(text, out var flag) ? flag
        : throw RejectedRequestException.Invalid(name, "must be true or false.");

    /// <summary>By what to order, and whether the greatest comes first.</summary>
    /// <param name="otherwise">When it is not given.</param>
    public (string Name, bool Descending) ReadOrder(string otherwise)
    {
        // A plus of a query is a space.
        var order = FindText("order_by")?.Trim() ?? otherwise;
        return (order.TrimStart('+', '-'), order.StartsWith('-'));
    }
}
