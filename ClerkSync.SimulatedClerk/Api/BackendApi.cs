using System.Security.Cryptography;
using System.Text;
using ClerkSync.SimulatedClerk.Objects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ClerkSync.SimulatedClerk.Api;

/// <summary>Protects Clerk's Backend API and the simulation's own routes, and writes their errors.</summary>
internal static class BackendApi
{
    /// <summary>The path prefix of the Backend API.</summary>
    public const string Prefix = "/v1";

    /// <summary>The path prefix of the routes that control the simulation.</summary>
    public const string SimulatePrefix = "/simulate";

    /// <summary>Adds the middleware that runs before the routes.</summary>
    public static void UseBackendApi(this WebApplication app, string secretKey, RateLimit rateLimit) =>
        app.Use(next =>
            async context =>
            {
                try
                {
                    if (context.Request.Path.StartsWithSegments(SimulatePrefix))
                    {
                        EnsureAuthenticated(context, secretKey);
                    }
                    else if (context.Request.Path.StartsWithSegments(Prefix))
                    {
                        EnsureAuthenticated(context, secretKey);
                        rateLimit.Count();
                    }

                    await next(context);
                }
                catch (RejectedRequestException exception)
                {
                    await RejectAsync(context, exception);
                }
            }
        );

    /// <summary>Rejects a request that matches no route of the Backend API.</summary>
    public static Task RejectUnknownAsync(HttpContext context) =>
        RejectAsync(
            context,
            new RejectedRequestException(
                404,
                "resource_not_found",
                "not found",
                $"The simulated Clerk has no {context.Request.Method} {context.Request.Path}."
            )
        );

    private static void EnsureAuthenticated(HttpContext context, string secretKey)
    {
        var given = Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString());
        if (!CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes($"Bearer {secretKey}")))
        {
            throw RejectedRequestException.Unauthenticated();
        }
    }

    private static Task RejectAsync(HttpContext context, RejectedRequestException exception)
    {
        var traceId = SimulatedIds.Draw("trace")["trace_".Length..];
        if (exception.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = $"{seconds}";
        }

        return ClerkAnswer.WriteAsync(context, json => exception.Write(json, traceId), exception.Status);
    }
}
