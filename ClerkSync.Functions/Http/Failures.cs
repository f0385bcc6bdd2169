using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Mirror;
using ClerkSync.Core.StripeApi;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ClerkSync.Functions.Http;

/// <summary>
/// Creates the error responses of all routes except the webhook, the health check, <c>openapi.json</c> and the pages. An application's
/// functions may use it too.
/// </summary>
public static partial class Failures
{
    /// <summary>
    /// Returns the response of <paramref name="answer"/>, or a problem instead: 400 for an invalid query or body, 409 when a setting is
    /// missing or malformed, or when a backfill, drift run or repair cannot continue, 502 when Clerk or Stripe rejects the key or is unavailable,
    /// 503 with <c>Retry-After</c> when the database is unavailable, busy or not migrated, or took longer than nine seconds, and 500 for a
    /// bug.
    /// </summary>
    /// <param name="logger">
    /// Logs what the response leaves out. An exception of the application's own code is logged with its message and stack. One that comes
    /// from ClerkSync's code is logged without its message, which may contain values of rows.
    /// </param>
    /// <param name="answer">
    /// Creates the answer. The cancellation token that it gets is canceled after nine seconds, or when the request is canceled.
    /// </param>
    public static async Task<HttpResponseData> AnswerAsync(
        this HttpRequestData request,
        ILogger logger,
        Func<CancellationToken, Task<HttpResponseData>> answer
    )
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(request.FunctionContext.CancellationToken);
        deadline.CancelAfter(DatabasePool.Patience);
        return await AnswerWithinAsync(request, logger, answer, deadline.Token);
    }

    /// <summary>Does the same without a time limit.</summary>
    internal static Task<HttpResponseData> AnswerRunAsync(
        this HttpRequestData request,
        ILogger logger,
        Func<CancellationToken, Task<HttpResponseData>> answer
    ) => AnswerWithinAsync(request, logger, answer, request.FunctionContext.CancellationToken);

    private static async Task<HttpResponseData> AnswerWithinAsync(
        HttpRequestData request,
        ILogger logger,
        Func<CancellationToken, Task<HttpResponseData>> answer,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await answer(cancellationToken);
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
            Log(logger, request.FunctionContext.FunctionDefinition.Name, exception);
            return await request.CreateProblemAsync(
                IsOfSchema(exception) && await IsSchemaBehindAsync(request)
                    ? Problem.MigrationsPending
                    : Describe(exception)
            );
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
            MirrorException rejected => new Problem(
                HttpStatusCode.Conflict,
                "mirror_rejected",
                ShownError.Describe(rejected)
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
            StripeApiException stripe => new Problem(
                HttpStatusCode.BadGateway,
                "stripe_unavailable",
                ShownError.Describe(stripe)
            ),
            _ when IsDatabaseUnavailable(exception) => Problem.DatabaseUnavailable,
            _ => new Problem(
                HttpStatusCode.InternalServerError,
                "internal_error",
                "The request failed. The log has the reason."
            ),
        };

    /// <summary>Whether the database is unavailable, busy or wrong. A wrong statement of the application's is a bug instead.</summary>
    private static bool IsDatabaseUnavailable(Exception exception) =>
        DatabaseErrors.Classify(exception) is DatabaseError.Transient or DatabaseError.Contended
        || (
            DatabaseErrors.Classify(exception) is DatabaseError.Statement
            && ExceptionOrigin.IsOwn(exception, typeof(Failures))
        );

    private static bool IsOfSchema(Exception exception) =>
        exception
            is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn };

    /// <summary>A missing table may also be a mistake in SQL, so the migrations are checked.</summary>
    private static async Task<bool> IsSchemaBehindAsync(HttpRequestData request)
    {
        var context = request.FunctionContext;
        try
        {
            var migrator = context.InstanceServices.GetRequiredService<Migrator>();
            return await migrator.FindPendingAsync(context.CancellationToken) is not [];
        }
        catch (Exception exception) when (DatabaseErrors.Classify(exception) == DatabaseError.Transient)
        {
            return false;
        }
    }

    private static void Log(ILogger logger, string function, Exception exception)
    {
        if (ExceptionOrigin.IsOwn(exception, typeof(Failures)))
        {
            LogFailed(logger, function, DatabaseErrors.Describe(exception));
        }
        else
        {
            LogFailed(logger, exception, function);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Function} failed: {Error}")]
    private static partial void LogFailed(ILogger logger, string function, string error);

    [LoggerMessage(LogLevel.Error, "{Function} failed in the application's code")]
    private static partial void LogFailed(ILogger logger, Exception exception, string function);
}
