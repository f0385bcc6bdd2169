using Microsoft.Azure.Functions.Worker;

namespace ClerkSync.Functions;

/// <summary>
/// Middleware that an application adds around every function: the application's, ClerkSync's and the timers. <c>clerksync up --with</c>
/// finds it by this interface. The application's Program.cs calls <see cref="Use"/> too, so the deployed app and <c>up</c> run the same
/// middleware.
/// </summary>
/// <remarks>
/// Implement it in a public class that has a public constructor without parameters. It may be the class that implements
/// <see cref="Core.IClerkSyncApplication"/>.
/// </remarks>
public interface IApplicationMiddleware
{
    /// <summary>Adds the middleware, such as with <c>worker.UseMiddleware&lt;T&gt;()</c> or <c>worker.UseWhen&lt;T&gt;(…)</c>.</summary>
    void Use(IFunctionsWorkerApplicationBuilder worker);
}
