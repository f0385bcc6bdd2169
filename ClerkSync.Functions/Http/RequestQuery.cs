using ClerkSync.Core;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Functions.Http;

/// <summary>Reads the query of a request.</summary>
internal static class RequestQuery
{
    // How the host itself is told the key and its name.
    private static readonly string[] HostParameters = ["code", "clientId"];

    /// <summary>Finds values of the query.</summary>
    /// <param name="request">The request.</param>
    /// <param name="parameters">The names that it may have; a misspelt one would be a filter that does not filter.</param>
    /// <exception cref="InvalidQueryException">It has another one.</exception>
    public static Func<string, string?> FindParameters(this HttpRequestData request, IReadOnlyList<string> parameters)
    {
        var query = request.Query;
        foreach (var name in query.AllKeys)
        {
            // A part without an equals sign has no name.
            if (!parameters.Concat(HostParameters).Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw new InvalidQueryException(
                    "query",
                    parameters.Count == 0 ? "empty" : $"made of {string.Join(", ", parameters)}"
                );
            }
        }

        return name => query[name];
    }
}
