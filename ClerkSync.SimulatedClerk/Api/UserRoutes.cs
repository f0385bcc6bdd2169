using ClerkSync.SimulatedClerk.Objects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ClerkSync.SimulatedClerk.Api;

/// <summary>Users in the Backend API.</summary>
internal sealed class UserRoutes(ClerkState state, Users users, Memberships memberships)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/users", ListAsync);
        routes.MapGet("/users/count", CountAsync);
        routes.MapPost("/users", CreateAsync);
        routes.MapGet("/users/{user_id}", GetAsync);
        routes.MapPatch("/users/{user_id}", UpdateAsync);
        routes.MapDelete("/users/{user_id}", DeleteAsync);
        routes.MapPatch("/users/{user_id}/metadata", MergeMetadataAsync);
        routes.MapPut("/users/{user_id}/metadata", ReplaceMetadataAsync);
        MapSwitch(routes, "ban", user => user with { Banned = true });
        MapSwitch(routes, "unban", user => user with { Banned = false });
        MapSwitch(routes, "lock", user => user with { Locked = true });
        MapSwitch(routes, "unlock", user => user with { Locked = false });
        routes.MapGet("/users/{user_id}/organization_memberships", ListMembershipsAsync);
    }

    private Task ListAsync(HttpContext context)
    {
        var page = new UserQuery(state, new ListQuery(context.Request.Query)).List();
        return ClerkAnswer.WriteArrayAsync(context, page, UserJson.Write);
    }

    private Task CountAsync(HttpContext context)
    {
        var count = new UserQuery(state, new ListQuery(context.Request.Query)).Count();
        return ClerkAnswer.WriteAsync(
            context,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("object", "total_count");
                json.WriteNumber("total_count", count);
                json.WriteEndObject();
            }
        );
    }

    private async Task CreateAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context);
        var user = users.Create(
            new NewUser
            {
                Emails = body.FindTexts("email_address"),
                Phones = body.FindTexts("phone_number"),
                Username = body.FindText("username"),
                FirstName = body.FindText("first_name"),
                LastName = body.FindText("last_name"),
                ExternalId = body.FindText("external_id"),
                HasPassword = body.Has("password") || body.Has("password_digest"),
                Banned = body.IsTrue("banned"),
                Locked = body.IsTrue("locked"),
                Metadata = body.ReadMetadata(),
                CreatedAt = body.FindTime("created_at"),
            }
        );
        await WriteAsync(context, user);
    }

    private Task GetAsync(HttpContext context) => WriteAsync(context, users.Get(Id(context)));

    private async Task UpdateAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context);
        if (body.Has("public_metadata") || body.Has("private_metadata") || body.Has("unsafe_metadata"))
        {
            throw RejectedRequestException.Invalid(
                "public_metadata",
                "is updated by PATCH /v1/users/{user_id}/metadata."
            );
        }

        await WriteAsync(context, users.Update(Id(context), user => Update(user, body)));
    }

    private static SimulatedUser Update(SimulatedUser user, RequestBody body) =>
        user with
        {
            FirstName = body.Replace("first_name", user.FirstName),
            LastName = body.Replace("last_name", user.LastName),
            Username = body.Replace("username", user.Username),
            ExternalId = body.Replace("external_id", user.ExternalId),
            PrimaryEmailId = Choose(body, "primary_email_address_id", user.PrimaryEmailId, user.Emails),
            PrimaryPhoneId = Choose(body, "primary_phone_number_id", user.PrimaryPhoneId, user.Phones),
            HasPassword = user.HasPassword || body.Has("password") || body.Has("password_digest"),
            CreatedAt = body.FindTime("created_at") ?? user.CreatedAt,
        };

    /// <summary>Returns the new primary address or number. It must be verified and belong to the user.</summary>
    private static string? Choose(
        RequestBody body,
        string parameter,
        string? old,
        IReadOnlyList<Identification> identifications
    ) =>
        body.FindText(parameter) is not { } id ? old
        : identifications.Any(identification => identification.Id == id && identification.Verified) ? id
        : throw RejectedRequestException.Invalid(parameter, "is none of the user's verified ones.");

    private Task DeleteAsync(HttpContext context)
    {
        var user = users.Delete(Id(context));
        return ClerkAnswer.WriteDeletedAsync(context, "user", user.Id);
    }

    private async Task MergeMetadataAsync(HttpContext context)
    {
        var metadata = (await RequestBody.ReadAsync(context)).ReadMetadata();
        await WriteAsync(
            context,
            users.Update(Id(context), user => user with { Metadata = user.Metadata.Merge(metadata) })
        );
    }

    private async Task ReplaceMetadataAsync(HttpContext context)
    {
        var metadata = (await RequestBody.ReadAsync(context)).ReadMetadata();
        await WriteAsync(
            context,
            users.Update(Id(context), user => user with { Metadata = user.Metadata.Replace(metadata) })
        );
    }

    private void MapSwitch(IEndpointRouteBuilder routes, string verb, Func<SimulatedUser, SimulatedUser> update) =>
        routes.MapPost(
            $"/users/{{user_id}}/{verb}",
            (RequestDelegate)(context => WriteAsync(context, users.Update(Id(context), update)))
        );

    private Task ListMembershipsAsync(HttpContext context)
    {
        var query = new ListQuery(context.Request.Query);
        var all = memberships.Of(users.Get(Id(context)).Id);
        return ClerkAnswer.WritePageAsync(
            context,
            all.Skip(query.Offset).Take(query.Limit),
            all.Count,
            OrganizationJson.WriteMembership
        );
    }

    private static Task WriteAsync(HttpContext context, SimulatedUser user) =>
        ClerkAnswer.WriteAsync(context, json => UserJson.Write(json, user));

    private static string Id(HttpContext context) => (string)context.GetRouteValue("user_id")!;
}
