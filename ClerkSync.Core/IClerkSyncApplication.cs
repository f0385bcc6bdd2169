using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core;

/// <summary>
/// An application built on ClerkSync, whose functions run in one app with ClerkSync's own. <c>clerksync up --with</c> finds it by this
/// interface; its Program.cs calls it too, so that both wire the same.
/// </summary>
/// <remarks>A public class with a public constructor without parameters.</remarks>
public interface IClerkSyncApplication
{
    /// <summary>Registers what the application's functions take, and its migrations. ClerkSync's services are registered already.</summary>
    void Configure(IServiceCollection services, IConfiguration configuration);
}
