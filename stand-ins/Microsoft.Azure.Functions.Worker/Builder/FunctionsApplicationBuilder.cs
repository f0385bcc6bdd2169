using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Builder;

public class FunctionsApplicationBuilder
{
    private readonly HostApplicationBuilder _builder;

    internal FunctionsApplicationBuilder(string[] args) => _builder = Host.CreateApplicationBuilder(args);

    public IServiceCollection Services => _builder.Services;

    public ConfigurationManager Configuration => _builder.Configuration;

    public ILoggingBuilder Logging => _builder.Logging;

    public IHostEnvironment Environment => _builder.Environment;

    /// <exception cref="NotSupportedException">Always: there is no Functions host that could talk to stand-ins.</exception>
    public IHost Build() =>
        throw new NotSupportedException(
            $"{Environment.ApplicationName} was built with stand-ins for Microsoft.Azure.Functions.Worker, which the Azure Functions host cannot run: use ./clerksync up."
        );
}
