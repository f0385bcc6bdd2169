using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Mirror;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ClerkSync.Functions.Http;

/// <summary>Puts into words what goes wrong with a request that is no webhook; for an application's functions too.</summary>
public static partial class Failures
{
    /// <summary>
    /// Answers, or tells why not: 503 with <c>Retry-After</c> when the database is away, busy or not migrated, and 500 for a bug, which the
    /// log names.
    /// </summary>
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
                new Problem(HttpStatusCode.BadRequest, "invalid_query", ShownError.Describe(exception))
            );
        }
        catch (InvalidBodyException exception)
        {
            return await request.CreateProblemAsync(
                new Problem(HttpStatusCode.BadRequest, "invalid_body", ShownError.Describe(exception))
            );
        }
        catch (Exception exception) when (!request.FunctionContext.CancellationToken.IsCancellationRequested)
        {
            LogFailed(logger, request.FunctionContext.FunctionDefinition.Name, DatabaseErrors.Describe(exception));
            return await request.CreateProblemAsync(Describe(exception));
        }
    }

    private static Problem Describe(Exception exception) =>
        exception switch
        {
            SettingException setting => new Problem(
                HttpStatusCode.Conflict,
                "setting_missing",
                ShownError.Describe(setting)
            ),
            MirrorException refused => new Problem(
                HttpStatusCode.Conflict,
                "mirror_refused",
                ShownError.Describe(refused)
            ),
            ClerkApiException { Kind: ClerkApiErrorKind.KeyRejected } clerk => new Problem(
                HttpStatusCode.BadGateway,
                "clerk_key_rejected",
                ShownError.Describe(clerk)
            ),
            ClerkApiException clerk => new Problem(
                HttpStatusCode.BadGateway,
                "clerk_unavailable",
                ShownError.Describe(clerk)
            ),
            PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn } =>
                Problem.MigrationsPending,
            TimeoutException => Problem.DatabaseUnavailable,
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
