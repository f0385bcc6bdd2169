using System.Net;
using ClerkSync.LocalHost.SimulatedClerk.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ClerkSync.LocalHost.SimulatedClerk.Simulate;

/// <summary>
/// Keeps other sites' pages from what needs no key: a browser on this machine would ask for them, by a form or by a
/// name that resolves to this machine.
/// </summary>
internal static class LoopbackOnly
{
    /// <summary>Refuses such requests, except to the Backend API, which needs a key, and the public keys.</summary>
    public static void UseLoopbackOnly(this WebApplication app) =>
        app.Use(next =>
            context =>
                context.Request.Path.StartsWithSegments(BackendApi.Prefix)
                || context.Request.Path.StartsWithSegments("/.well-known")
                || IsOwn(context.Request)
                    ? next(context)
                    : RefuseAsync(context)
        );

    private static bool IsOwn(HttpRequest request) =>
        IsLoopback(request.Host.Host)
        && (
            request.Headers.Origin is not [{ Length: > 0 } origin]
            || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority == request.Host.Value)
        );

    private static bool IsLoopback(string host) =>
        host == "localhost"
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync(
            "The simulated Clerk answers only to this machine.\n",
            context.RequestAborted
        );
    }
}
