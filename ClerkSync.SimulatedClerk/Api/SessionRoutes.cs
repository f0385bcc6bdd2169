using ClerkSync.SimulatedClerk.Objects;
using ClerkSync.SimulatedClerk.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ClerkSync.SimulatedClerk.Api;

/// <summary>Sessions and their tokens in the Backend API.</summary>
/// <remarks>
/// Source: Clerk's documentation, "Testing": create a session for a user, then a token for the session.
/// </remarks>
internal sealed class SessionRoutes(Sessions sessions, SessionTokens tokens)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sessions", ListAsync);
        routes.MapPost("/sessions", CreateAsync);
        routes.MapGet("/sessions/{session_id}", GetAsync);
        routes.MapPost("/sessions/{session_id}/revoke", RevokeAsync);
        routes.MapPost("/sessions/{session_id}/tokens", CreateTokenAsync);
    }

    private Task ListAsync(HttpContext context)
    {
        var query = new ListQuery(context.Request.Query);
        var (userId, clientId, status) = (
            query.FindText("user_id"),
            query.FindText("client_id"),
            query.FindText("status")
        );
        var wanted = sessions
            .All()
            .Where(session =>
                (userId is null || session.UserId == userId)
                && (clientId is null || session.ClientId == clientId)
                && (status is null || session.Status == status)
            )
            .ToList();
        var page = wanted.Skip(query.Offset).Take(query.Limit);
        return query.FindFlag("paginated") ?? false
            ? ClerkAnswer.WritePageAsync(
                context,
                page,
                wanted.Count,
                (json, session) => SimulatedSessionJson.Write(json, session)
            )
            : ClerkAnswer.WriteArrayAsync(context, page, (json, session) => SimulatedSessionJson.Write(json, session));
    }

    private async Task CreateAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context);
        await WriteAsync(context, sessions.Create(body.GetText("user_id"), body.FindText("active_organization_id")));
    }

    private Task GetAsync(HttpContext context) => WriteAsync(context, sessions.Get(Id(context)));

    private Task RevokeAsync(HttpContext context) => WriteAsync(context, sessions.Revoke(Id(context)));

    private async Task CreateTokenAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context);
        var session = sessions.Get(Id(context));
        if (session.Status != SimulatedSession.Active)
        {
            throw RejectedRequestException.NotFound("active session", session.Id);
        }

        var token = tokens.Create(session, body.FindNumber("expires_in_seconds"));
        await ClerkAnswer.WriteAsync(
            context,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("object", "token");
                json.WriteString("jwt", token);
                json.WriteEndObject();
            }
        );
    }

    private static Task WriteAsync(HttpContext context, SimulatedSession session) =>
        ClerkAnswer.WriteAsync(context, json => SimulatedSessionJson.Write(json, session));

    private static string Id(HttpContext context) => (string)context.GetRouteValue("session_id")!;
}
