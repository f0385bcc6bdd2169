using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ClerkSync.LocalHost.Functions;

/// <summary>The key that functions require unless they are anonymous.</summary>
/// <param name="key">If null or empty, every request is rejected.</param>
internal sealed class FunctionKey(string? key)
{
    private readonly byte[] _expected = Encoding.UTF8.GetBytes(key ?? "");

    /// <summary>Makes a function answer 401 to requests without the key.</summary>
    public void Protect(IEndpointConventionBuilder function) =>
        function.Add(endpoint =>
        {
            var answer = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = http =>
            {
                if (IsIn(http.Request))
                {
                    return answer(http);
                }

                http.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return Task.CompletedTask;
            };
        });

    /// <remarks>
    /// If the header is present, the query is ignored, even when the header is wrong. Source: azure-functions-host,
    /// AuthenticationLevelHandler.
    /// </remarks>
    private bool IsIn(HttpRequest request)
    {
        var values = request.Headers.TryGetValue("x-functions-key", out var header) ? header : request.Query["code"];
        return values is [{ Length: > 0 } presented, ..]
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(presented), _expected);
    }
}
