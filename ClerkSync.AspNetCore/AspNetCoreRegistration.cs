using ClerkSync.AspNetCore.Functions;
using ClerkSync.Core;
using ClerkSync.Functions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ClerkSync.AspNetCore;

/// <summary>Wires ClerkSync into an ASP.NET Core application.</summary>
public static class AspNetCoreRegistration
{
    /// <summary>
    /// Adds everything that ClerkSync's routes need, <see cref="ClerkSync.Functions.Users.CurrentUser"/>, and the timers. If the
    /// application runs in several instances, each due run of a timer is executed by only one of them. Does not connect to the database.
    /// </summary>
    /// <exception cref="SettingException">A setting is missing or malformed.</exception>
    public static IServiceCollection AddClerkSync(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddClerkSyncFunctions(configuration).TryAddSingleton<TimerLock>();
        KestrelWorker.Add(services);
        services.AddFunctions([typeof(FunctionsRegistration).Assembly], configuration);
        return services;
    }

    /// <summary>
    /// Maps ClerkSync's routes: the webhook at <c>/api/webhooks/clerk</c>, the health check at <c>/api/health</c>, the routes of the
    /// signed-in user below <c>/api/me</c>, the route <c>/api/usage</c> that records a run, <c>/api/openapi.json</c>, and the pages
    /// <c>/api/account</c> and <c>/api/console</c>. A function that <c>AzureWebJobs.NAME.Disabled</c> turns off has no route.
    /// </summary>
    /// <param name="endpoints">The application, or a group of its routes.</param>
    /// <param name="opsPolicy">
    /// The name of the authorization policy for the routes below <c>/api/ops</c>, which read and change the data of all users, and for
    /// <c>/api/access/connection</c>. If it is null, which is the default, these routes are not mapped.
    /// </param>
    /// <param name="routePrefix">The first part of every route. May be empty.</param>
    /// <returns>A builder that adds conventions, such as a rate limit, to all of these routes.</returns>
    /// <exception cref="InvalidOperationException"><see cref="AddClerkSync"/> was not called.</exception>
    public static IEndpointConventionBuilder MapClerkSync(
        this IEndpointRouteBuilder endpoints,
        string? opsPolicy = null,
        string routePrefix = "api"
    )
    {
        if (endpoints.ServiceProvider.GetService<HttpFunctionSet>() is null)
        {
            throw new InvalidOperationException(
                "MapClerkSync needs builder.Services.AddClerkSync(builder.Configuration) before builder.Build()."
            );
        }

        var settings = endpoints.ServiceProvider.GetRequiredService<ClerkSyncSettings>();
        var group = endpoints.MapGroup(routePrefix);
        group.MapFunctions(
            settings.AuthorizedParties,
            opsPolicy is null ? null : route => route.RequireAuthorization(opsPolicy)
        );
        return group;
    }
}
