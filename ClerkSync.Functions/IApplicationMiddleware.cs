using Microsoft.Azure.Functions.Worker;

namespace ClerkSync.Functions;

/// <summary>
/// Middleware that an application adds around every function: its own, ClerkSync's and the timers. <c>clerksync up --with</c> finds it by
/// this interface. The application's Program.cs calls it too, so that both run the same.
/// </summary>
/// <remarks>
/// A public class with a public constructor without parameters. It may be the class that implements
/// <see cref="Core.IClerkSyncApplication"/>.
/// </remarks>
public interface IApplicationMiddleware
{
    /// <summary>Adds the middleware: <c>worker.UseMiddleware&lt;T&gt;()</c>, <c>worker.UseWhen&lt;T&gt;(…)</c>.</summary>
    void Use(IFunctionsWorkerApplicationBuilder worker);
}
