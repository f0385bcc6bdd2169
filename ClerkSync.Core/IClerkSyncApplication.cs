using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core;

/// <summary>
/// An application built on ClerkSync, whose functions run in one app with ClerkSync's own. <c>clerksync up --with</c> finds it by this
/// interface. Its Program.cs calls it too, so that both register the same services.
/// </summary>
/// <remarks>A public class with a public constructor without parameters.</remarks>
public interface IClerkSyncApplication
{
    /// <summary>Registers the services that the application's functions need, and its migrations. ClerkSync's own are registered already.</summary>
    void Configure(IServiceCollection services, IConfiguration configuration);
}
