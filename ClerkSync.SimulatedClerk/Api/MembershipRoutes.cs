using ClerkSync.SimulatedClerk.Objects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ClerkSync.SimulatedClerk.Api;

/// <summary>Organization memberships in the Backend API.</summary>
internal sealed class MembershipRoutes(Organizations organizations, Memberships memberships)
{
    private const string OfOrganization = "/organizations/{organization_id}/memberships";
    private const string OfUser = OfOrganization + "/{user_id}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/organization_memberships", ListAllAsync);
        routes.MapGet(OfOrganization, ListAsync);
        routes.MapPost(OfOrganization, CreateAsync);
        routes.MapPatch(OfUser, UpdateAsync);
        routes.MapDelete(OfUser, DeleteAsync);
        routes.MapPatch(OfUser + "/metadata", MergeMetadataAsync);
    }

    private Task ListAllAsync(HttpContext context) => WritePageAsync(context, memberships.All());

    private Task ListAsync(HttpContext context)
    {
        var query = new ListQuery(context.Request.Query);
        var users = query.FindTexts("user_id");
        var roles = query.FindTexts("role");
        var members = memberships
            .Of(organizations.Get(OrganizationId(context)).Organization.Id)
            .Where(view =>
                (users.Count == 0 || users.Contains(view.User.Id))
                && (roles.Count == 0 || roles.Contains(view.Membership.Role))
            );
        return WritePageAsync(context, members);
    }

    private static Task WritePageAsync(HttpContext context, IEnumerable<MembershipView> views)
    {
        var query = new ListQuery(context.Request.Query);
        var (order, descending) = query.ReadOrder("-created_at");
        Func<MembershipView, IComparable?> key = order switch
        {
            "created_at" => view => view.Membership.CreatedAt,
            "email_address" => view => view.User.FindPrimaryEmail(),
            "phone_number" => view => view.User.FindPrimaryPhone(),
            "first_name" => view => view.User.FirstName,
            "last_name" => view => view.User.LastName,
            "username" => view => view.User.Username,
            _ => throw RejectedRequestException.Invalid("order_by", $"does not know {order}."),
        };
        var sorted = (
            descending
                ? views.OrderByDescending(key).ThenByDescending(view => view.Membership.Id, StringComparer.Ordinal)
                : views.OrderBy(key).ThenBy(view => view.Membership.Id, StringComparer.Ordinal)
        ).ToList();
        return ClerkAnswer.WritePageAsync(
            context,
            sorted.Skip(query.Offset).Take(query.Limit),
            sorted.Count,
            OrganizationJson.WriteMembership
        );
    }

    private async Task CreateAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context);
        var view = memberships.Create(
            OrganizationId(context),
            body.GetText("user_id"),
            body.GetText("role"),
            body.ReadMetadata()
        );
        await WriteAsync(context, view);
    }

    private async Task UpdateAsync(HttpContext context)
    {
        var role = (await RequestBody.ReadAsync(context)).GetText("role");
        await WriteAsync(
            context,
            memberships.Update(OrganizationId(context), UserId(context), membership => membership with { Role = role })
        );
    }

    private async Task MergeMetadataAsync(HttpContext context)
    {
        var metadata = (await RequestBody.ReadAsync(context)).ReadMetadata();
        await WriteAsync(
            context,
            memberships.Update(
                OrganizationId(context),
                UserId(context),
                membership => membership with { Metadata = membership.Metadata.Merge(metadata) }
            )
        );
    }

    private Task DeleteAsync(HttpContext context) =>
        WriteAsync(context, memberships.Delete(OrganizationId(context), UserId(context)));

    private static Task WriteAsync(HttpContext context, MembershipView view) =>
        ClerkAnswer.WriteAsync(context, json => OrganizationJson.WriteMembership(json, view));

    private static string OrganizationId(HttpContext context) => (string)context.GetRouteValue("organization_id")!;

    private static string UserId(HttpContext context) => (string)context.GetRouteValue("user_id")!;
}
