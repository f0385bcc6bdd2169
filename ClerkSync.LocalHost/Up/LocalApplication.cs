using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using ClerkSync.AspNetCore.Functions;
using ClerkSync.Core;
using ClerkSync.Functions;
using ClerkSync.LocalPostgres;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.LocalHost.Up;

/// <summary>An application built on ClerkSync, whose functions run together with ClerkSync's own.</summary>
/// <param name="assembly">
/// Contains public functions, and an <see cref="IClerkSyncApplication"/> if they need services of the application.
/// </param>
public sealed class LocalApplication(Assembly assembly)
{
    // The same configuration as this program's, so that shared projects are not built twice.
    private static readonly string Configuration = typeof(LocalApplication)
        .Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!
        .Configuration;

    internal Assembly Assembly => assembly;

    public string Name => assembly.GetName().Name!;

    private readonly IReadOnlyList<KestrelFunction> _functions =
    [
        .. FunctionFinder.Find(assembly.GetExportedTypes()).OrderBy(function => function.Name, StringComparer.Ordinal),
    ];

    /// <summary>Builds a project and loads it into this process permanently.</summary>
    /// <param name="folder">The absolute path of the project's folder.</param>
    /// <param name="progress">Receives each step as a sentence.</param>
    /// <exception cref="UpException">The folder has no project, or the project does not build or has no functions.</exception>
    public static Task<LocalApplication> BuildAsync(
        string folder,
        IProgress<string> progress,
        CancellationToken cancellationToken
    ) => BuildAsync(folder, LoadForGood, progress, cancellationToken);

    /// <summary>Builds a project and loads a copy of it, so that a later build can also be loaded.</summary>
    /// <inheritdoc cref="BuildAsync(string, IProgress{string}, CancellationToken)"/>
    internal static Task<LocalApplication> BuildReplaceableAsync(
        string folder,
        IProgress<string> progress,
        CancellationToken cancellationToken
    ) => BuildAsync(folder, LoadCopy, progress, cancellationToken);

    private static async Task<LocalApplication> BuildAsync(
        string folder,
        Func<string, Assembly> load,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        var project = FindProject(folder);
        var name = Path.GetFileNameWithoutExtension(project);
        progress.Report($"Building {name}.");
        var application = Create(load, await BuildAsync(project, cancellationToken));
        if (application._functions.Count == 0)
        {
            throw new UpException($"{name} has no functions: no public class has a public method with [Function].");
        }

        return application;
    }

    /// <summary>A line for each function: its HTTP methods and URL, or its schedule, then its name.</summary>
    /// <param name="root">The base URL of the routes.</param>
    internal IEnumerable<string> DescribeFunctions(Uri root) =>
        _functions.Select(function =>
            function.HttpTrigger is { } http
                ? $"{DescribeMethods(http)} {root}{function.Route}  {function.Name}{(function.IsAnonymous ? "" : ", needs the function key")}"
                : $"timer {function.TimerTrigger!.Schedule}  {function.Name}"
        );

    /// <summary>Registers the application's services and migrations.</summary>
    /// <exception cref="UpException">The application's code failed; the message contains the exception with its stack trace.</exception>
    /// <exception cref="SettingException">The application's code rejected a setting.</exception>
    public void Configure(IServiceCollection services, IConfiguration configuration) =>
        Call<IClerkSyncApplication>(application => application.Configure(services, configuration));

    /// <exception cref="UpException">The application's code failed; the message contains the exception with its stack trace.</exception>
    public void Use(IFunctionsWorkerApplicationBuilder worker) =>
        Call<IApplicationMiddleware>(middleware => middleware.Use(worker));

    /// <summary>Whether the application's code is in the stack trace of an exception.</summary>
    internal bool Threw(Exception exception) =>
        new StackTrace(exception).GetFrames().Any(frame => frame.GetMethod()?.DeclaringType?.Assembly == assembly);

    private void Call<T>(Action<T> call)
    {
        var types = assembly
            .GetExportedTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(T)));
        foreach (var type in types)
        {
            try
            {
                call((T)Activator.CreateInstance(type, BindingFlags.DoNotWrapExceptions, null, null, null)!);
            }
            catch (Exception exception) when (exception is not SettingException)
            {
                throw new UpException($"{type.FullName} failed: {exception}");
            }
        }
    }

    private static string DescribeMethods(HttpTriggerAttribute http) =>
        http.Methods is { Length: > 0 } methods
            ? string.Join(',', methods.Select(method => method.ToUpperInvariant()))
            : "any method";

    /// <exception cref="UpException">The folder does not exist, or has no project or several.</exception>
    internal static string FindProject(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new UpException($"There is no folder {folder}.");
        }

        return Directory.GetFiles(folder, "*.csproj") switch
        {
            [var project] => project,
            [] => throw new UpException($"The folder {folder} has no project: a file that ends with .csproj."),
            _ => throw new UpException($"The folder {folder} has several projects. Give each a folder of its own."),
        };
    }

    /// <returns>The path of the assembly.</returns>
    private static async Task<string> BuildAsync(string project, CancellationToken cancellationToken)
    {
        var build = new Command(
            "dotnet",
            "build",
            project,
            $"--configuration={Configuration}",
            // A build server that outlives the build would keep the pipe open.
            "--disable-build-servers",
            "-target:Build",
            "-getProperty:TargetPath"
        )
        {
            // The folder's global.json selects the SDK.
            Folder = Path.GetDirectoryName(project)!,
            Environment = new Dictionary<string, string> { ["DOTNET_NOLOGO"] = "1", ["DOTNET_CLI_UI_LANGUAGE"] = "en" },
        };
        var result = await build.RunAsync(cancellationToken);
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (result.Succeeded && lines.LastOrDefault(File.Exists) is { } path)
        {
            return path;
        }

        var errors = lines.Where(line => line.Contains(": error ", StringComparison.Ordinal)).Distinct().ToList();
        throw new UpException(
            $"{project} does not build:\n{(errors.Count > 0 ? string.Join('\n', errors) : result.Tail)}"
        );
    }

    private static LocalApplication Create(Func<string, Assembly> load, string path)
    {
        try
        {
            return new LocalApplication(load(path));
        }
        catch (InvalidOperationException exception)
        {
            // The message names a function that is not supported here.
            throw new UpException(exception.Message);
        }
    }

    private static Assembly LoadForGood(string path)
    {
        var context = AssemblyLoadContext.Default;
        return Load(context, path, context.LoadFromAssemblyPath);
    }

    /// <summary>
    /// Loads from memory, so that the next build can replace the files. Nothing is unloaded, because not all libraries support that.
    /// </summary>
    private static Assembly LoadCopy(string path)
    {
        var context = new AssemblyLoadContext(path);
        return Load(context, path, LoadBytes);

        Assembly LoadBytes(string file)
        {
            using var assembly = File.OpenRead(file);
            var symbols = Path.ChangeExtension(file, ".pdb");
            using var lines = File.Exists(symbols) ? File.OpenRead(symbols) : null;
            return context.LoadFromStream(assembly, lines);
        }
    }

    /// <summary>
    /// Loads an assembly next to this program. Assemblies that both contain are taken from this program, so that their
    /// types are identical.
    /// </summary>
    private static Assembly Load(AssemblyLoadContext context, string path, Func<string, Assembly> load)
    {
        var resolver = new AssemblyDependencyResolver(path);
        context.Resolving += (_, name) =>
            resolver.ResolveAssemblyToPath(name) is { } dependency ? load(dependency) : null;
        return load(path);
    }
}
