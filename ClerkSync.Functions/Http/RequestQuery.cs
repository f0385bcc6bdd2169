using ClerkSync.Core;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Functions.Http;

internal static class RequestQuery
{
    // The host's own parameters for the function key and its name.
    private static readonly string[] HostParameters = ["code", "clientId"];

    /// <param name="parameters">The names that are allowed. A misspelled filter would otherwise be ignored.</param>
    /// <exception cref="InvalidQueryException">The query has another parameter.</exception>
    public static Func<string, string?> FindParameters(this HttpRequestData request, IReadOnlyList<string> parameters)
    {
        var query = request.Query;
        foreach (var name in query.AllKeys)
        {
            // A part without an equals sign has no name.
            if (!parameters.Concat(HostParameters).Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw InvalidQueryException.UnknownParameter(parameters);
            }
        }

        return name => query[name];
    }
}
