using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.People;
using ClerkSync.Core.Users;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary><c>GET /api/ops/people?q=</c>: finds people by a whole id, a whole email or the beginning of a name.</summary>
public sealed class ListPeople(PersonReader people, ILogger<ListPeople> logger)
{
    private const string Text = "q";

    /// <summary>Deleted people are found only by their id.</summary>
    [Function("ClerkSyncListPeople")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "ops/people")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                if (request.FindParameters([Text])(Text)?.Trim() is not { Length: > 0 } text)
                {
                    throw new InvalidQueryException(Text, "an id, an email or the beginning of a name");
                }

                var found = await people.SearchAsync(text, cancellationToken);
                return await request.CreateJsonAsync(HttpStatusCode.OK, new(found), OpsJson.Default.PeopleAnswer);
            }
        );
}

internal sealed record PeopleAnswer(IReadOnlyList<FoundPerson> People);
