using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ClerkSync.AspNetCore.Functions;

/// <summary>Lets pages of the allowed origins call the functions.</summary>
/// <remarks>
/// As in the Functions host: any header and method, no credentials, so a cookie has no effect across origins. Source:
/// azure-functions-host, CorsOptionsSetup.
/// </remarks>
internal sealed class FunctionCors
{
    private readonly ICorsService _service;
    private readonly CorsPolicy _policy;

    private FunctionCors(ICorsService service, CorsPolicy policy) => (_service, _policy) = (service, policy);

    public static FunctionCors Create(ICorsService service, IEnumerable<string> allowedOrigins) =>
        new(
            service,
            new CorsPolicyBuilder().WithOrigins([.. allowedOrigins]).AllowAnyHeader().AllowAnyMethod().Build()
        );

    /// <summary>Maps an endpoint for the preflights of a route. Any other OPTIONS request gets 404.</summary>
    public void MapPreflight(IEndpointRouteBuilder endpoints, string route) =>
        endpoints
            .Map(
                HttpFunction.CreatePattern(route, HttpMethods.Options),
                http =>
                {
                    if (!Apply(http))
                    {
                        http.Response.StatusCode = StatusCodes.Status404NotFound;
                    }

                    return Task.CompletedTask;
                }
            )
            .AllowAnonymous();

    /// <summary>Applies to every response of a function, also to one that rejects the caller.</summary>
    public void Require(IEndpointConventionBuilder function) =>
        function.Finally(endpoint =>
        {
            var answer = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = http => Apply(http) ? Task.CompletedTask : answer(http);
        });

    /// <summary>Sets the CORS headers of the response.</summary>
    /// <returns>Whether the request was a preflight, which is then answered.</returns>
    private bool Apply(HttpContext http)
    {
        if (!http.Request.Headers.ContainsKey(CorsConstants.Origin))
        {
            return false;
        }

        var result = _service.EvaluatePolicy(http, _policy);
        if (result.IsPreflightRequest)
        {
            _service.ApplyResult(result, http.Response);
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return true;
        }

        // Last, because a failure clears the headers.
        http.Response.OnStarting(() =>
        {
            _service.ApplyResult(result, http.Response);
            return Task.CompletedTask;
        });
        return false;
    }
}
