using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core;

/// <summary>
/// An application built on ClerkSync. Its functions run in the same function app as ClerkSync's. <c>clerksync up --with</c> finds the
/// application by this interface. The application's Program.cs calls <see cref="Configure"/> too, so the deployed app and <c>up</c>
/// register the same services.
/// </summary>
/// <remarks>Implement it in a public class that has a public constructor without parameters.</remarks>
public interface IClerkSyncApplication
{
    /// <summary>
    /// Registers the services that the application's functions need, and the application's migrations. ClerkSync's services and
    /// migrations are already registered.
    /// </summary>
    void Configure(IServiceCollection services, IConfiguration configuration);
}
