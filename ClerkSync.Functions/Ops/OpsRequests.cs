using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Mirror;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ClerkSync.Functions.Ops;

/// <summary>What all <c>ops/</c> routes have in common.</summary>
internal static partial class OpsRequests
{
    // How the host itself is told the key and its name.
    private static readonly string[] HostParameters = ["code", "clientId"];

    /// <summary>Answers, and puts into words what goes wrong.</summary>
    /// <param name="request">The request.</param>
    /// <param name="logger">Takes what the answer does not say.</param>
    /// <param name="answer">Gives the answer when nothing goes wrong.</param>
    public static async Task<HttpResponseData> AnswerAsync(
        this HttpRequestData request,
        ILogger logger,
        Func<Task<HttpResponseData>> answer
    )
    {
        try
        {
            return await answer();
        }
        catch (InvalidQueryException exception)
        {
            return await request.CreateProblemAsync(
                new Problem(HttpStatusCode.BadRequest, "invalid_query", exception.Message)
            );
        }
        catch (Exception exception) when (!request.FunctionContext.CancellationToken.IsCancellationRequested)
        {
            LogFailed(logger, request.FunctionContext.FunctionDefinition.Name, DatabaseErrors.Describe(exception));
            return await request.CreateProblemAsync(Describe(exception));
        }
    }

    /// <summary>Finds values of the query.</summary>
    /// <param name="request">The request.</param>
    /// <param name="parameters">The names that it may have; a misspelt one would be a filter that does not filter.</param>
    /// <exception cref="InvalidQueryException">It has another one.</exception>
    public static Func<string, string?> FindParameters(this HttpRequestData request, IReadOnlyList<string> parameters)
    {
        var query = request.Query;
        foreach (var name in query.AllKeys)
        {
            // A part without an equals sign has no name.
            if (!parameters.Concat(HostParameters).Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw new InvalidQueryException("query", $"made of {string.Join(", ", parameters)}");
            }
        }

        return name => query[name];
    }

    private static Problem Describe(Exception exception) =>
        exception switch
        {
            // Their messages are sentences for a person, without a value of any setting or of Clerk's.
            SettingException setting => new Problem(HttpStatusCode.Conflict, "setting_missing", setting.Message),
            MirrorException refused => new Problem(HttpStatusCode.Conflict, "mirror_refused", refused.Message),
            ClerkApiException { Kind: ClerkApiErrorKind.KeyRejected } clerk => new Problem(
                HttpStatusCode.BadGateway,
                "clerk_key_rejected",
                clerk.Message
            ),
            ClerkApiException clerk => new Problem(HttpStatusCode.BadGateway, "clerk_unavailable", clerk.Message),
            PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn } =>
                Problem.MigrationsPending,
            _ when DatabaseErrors.Classify(exception) == DatabaseError.Transient => Problem.DatabaseUnavailable,
            _ => new Problem(
                HttpStatusCode.InternalServerError,
                "internal_error",
                "It could not be done. The log has the reason."
            ),
        };

    // Without the exception itself: its text may repeat values of a payload.
    [LoggerMessage(LogLevel.Error, "{Function} failed: {Error}")]
    private static partial void LogFailed(ILogger logger, string function, string error);
}
