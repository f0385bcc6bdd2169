using ClerkSync.SimulatedClerk.Objects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ClerkSync.SimulatedClerk.Api;

/// <summary>Email addresses in the Backend API. Clients change a user's email address with them.</summary>
internal sealed class EmailAddressRoutes(ClerkState state, Users users, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/email_addresses", CreateAsync);
        routes.MapGet("/email_addresses/{email_address_id}", GetAsync);
        routes.MapPatch("/email_addresses/{email_address_id}", UpdateAsync);
        routes.MapDelete("/email_addresses/{email_address_id}", DeleteAsync);
    }

    private async Task CreateAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context);
        var email = new Identification
        {
            Id = SimulatedIds.Draw("idn"),
            Value = body.GetText("email_address"),
            Verified = body.IsTrue("verified"),
            CreatedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        users.Update(
            body.GetText("user_id"),
            user =>
                user with
                {
                    Emails = [.. user.Emails, email],
                    PrimaryEmailId = body.IsTrue("primary") ? email.Id : user.PrimaryEmailId ?? email.Id,
                }
        );
        await WriteAsync(context, email);
    }

    private Task GetAsync(HttpContext context) => WriteAsync(context, GetOwned(context).Email);

    private async Task UpdateAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context);
        var (owner, email) = GetOwned(context);
        var changed = email with { Verified = body.FindFlag("verified") ?? email.Verified };
        users.Update(
            owner.Id,
            user =>
                user with
                {
                    Emails = [.. user.Emails.Select(other => other.Id == email.Id ? changed : other)],
                    PrimaryEmailId = body.IsTrue("primary") ? email.Id : user.PrimaryEmailId,
                }
        );
        await WriteAsync(context, changed);
    }

    private Task DeleteAsync(HttpContext context)
    {
        var (owner, email) = GetOwned(context);
        users.Update(
            owner.Id,
            user =>
                user with
                {
                    Emails = [.. user.Emails.Where(other => other.Id != email.Id)],
                    PrimaryEmailId =
                        user.PrimaryEmailId == email.Id
                            ? user.Emails.FirstOrDefault(other => other.Id != email.Id)?.Id
                            : user.PrimaryEmailId,
                }
        );
        return ClerkAnswer.WriteDeletedAsync(context, "email_address", email.Id);
    }

    /// <summary>
    /// Searches all users. An index is not worth it, because an address is rarely looked up by its id.
    /// </summary>
    private (SimulatedUser Owner, Identification Email) GetOwned(HttpContext context)
    {
        var id = (string)context.GetRouteValue("email_address_id")!;
        return state.Read(() =>
                state
                    .Users.ByCreation()
                    .SelectMany(user => user.Emails.Select(email => (user, email)))
                    .Where(owned => owned.email.Id == id)
                    .Select(owned => ((SimulatedUser, Identification)?)owned)
                    .FirstOrDefault()
            ) ?? throw RejectedRequestException.NotFound("email address", id);
    }

    private static Task WriteAsync(HttpContext context, Identification email) =>
        ClerkAnswer.WriteAsync(context, json => UserJson.WriteEmail(json, email));
}
