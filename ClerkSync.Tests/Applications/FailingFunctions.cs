using ClerkSync.Core;
using ClerkSync.Core.Users;
using ClerkSync.Functions.Http;
using Dapper;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ClerkSync.Tests.Applications;

/// <summary>Functions that fail in different ways. They are public because the host finds only public types.</summary>
public sealed class FailingFunctions(NpgsqlDataSource database, UserService users, ILogger<FailingFunctions> logger)
{
    /// <summary>A mistake in the application's code.</summary>
    [Function(nameof(FailInCode))]
    public Task<HttpResponseData> FailInCode(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequestData request
    ) => request.AnswerAsync(logger, _ => throw new InvalidTimeZoneException("the shop is closed"));

    /// <summary>A mistake in the application's SQL.</summary>
    [Function(nameof(FailInSql))]
    public Task<HttpResponseData> FailInSql(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                await using var connection = await database.OpenConnectionAsync(cancellationToken);
                await connection.ExecuteAsync(request.Query["sql"]!);
                return request.CreateResponse();
            }
        );

    /// <summary>An exception of ClerkSync, alone or inside another exception.</summary>
    [Function(nameof(FailInClerkSync))]
    public Task<HttpResponseData> FailInClerkSync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                var user = new ClerkId(request.Query["user"]!);
                try
                {
                    await users.AddCreditsAsync(user, 1, "test", "test", null, default);
                }
                catch (PostgresException exception) when (request.Query["isWrapped"] is not null)
                {
                    throw new InvalidOperationException("no credits", exception);
                }

                return request.CreateResponse();
            }
        );
}
