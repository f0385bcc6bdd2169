using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace ClerkSync.AspNetCore.Functions;

/// <summary>Settings of the Functions host that are valid here too.</summary>
internal static class FunctionSettings
{
    // The value in infra/: twice the limit of a webhook. The host's own default is 100 MiB, and a body is in memory before a function
    // can reject it. Source: azure-functions-host, HttpRequestBodySizeMiddleware.
    private const string BodyLimit = "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT";
    private const long DefaultBodyLimit = 2 * 1024 * 1024;

    /// <remarks>The host also ignores a value that is not a number.</remarks>
    public static long ReadBodyLimit(IConfiguration configuration) =>
        long.TryParse(configuration[BodyLimit], NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : DefaultBodyLimit;

    /// <summary>The setting that turns a function off.</summary>
    public static string Disabled(string function) => $"AzureWebJobs.{function}.Disabled";

    /// <summary>Whether a setting turns the function off. Names in a shell have no dots, so underscores are accepted too.</summary>
    /// <remarks>Source: azure-webjobs-sdk, <c>FunctionIndexer.IsDisabled</c>.</remarks>
    public static bool IsDisabled(IConfiguration configuration, string function) =>
        ((string[])[Disabled(function), Disabled(function).Replace('.', '_')]).Any(name =>
            configuration[name] is { } value
            && (value == "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase))
        );
}
