using ClerkSync.SimulatedClerk.Objects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ClerkSync.SimulatedClerk.Api;

/// <summary>Organizations in the Backend API.</summary>
internal sealed class OrganizationRoutes(Organizations organizations)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/organizations", ListAsync);
        routes.MapPost("/organizations", CreateAsync);
        routes.MapGet("/organizations/{organization_id}", GetAsync);
        routes.MapPatch("/organizations/{organization_id}", UpdateAsync);
        routes.MapDelete("/organizations/{organization_id}", DeleteAsync);
        routes.MapPatch("/organizations/{organization_id}/metadata", MergeMetadataAsync);
    }

    private Task ListAsync(HttpContext context)
    {
        var query = new ListQuery(context.Request.Query);
        var ids = query.FindTexts("organization_id");
        var text = query.FindText("query");
        var wanted = Order(organizations.All(), query)
            .Where(view =>
                (ids.Count == 0 || ids.Contains(view.Organization.Id))
                && (
                    text is null
                    || $"{view.Organization.Id} {view.Organization.Name} {view.Organization.Slug}".Contains(
                        text,
                        StringComparison.OrdinalIgnoreCase
                    )
                )
            )
            .ToList();
        return ClerkAnswer.WritePageAsync(
            context,
            wanted.Skip(query.Offset).Take(query.Limit),
            wanted.Count,
            OrganizationJson.Write
        );
    }

    private static IEnumerable<OrganizationView> Order(IEnumerable<OrganizationView> views, ListQuery query)
    {
        var (order, descending) = query.ReadOrder("-created_at");
        Func<OrganizationView, IComparable> key = order switch
        {
            "created_at" => view => view.Organization.CreatedAt,
            "name" => view => view.Organization.Name,
            "members_count" => view => view.MembersCount,
            _ => throw RejectedRequestException.Invalid("order_by", $"does not know {order}."),
        };
        return descending
            ? views.OrderByDescending(key).ThenByDescending(view => view.Organization.Id, StringComparer.Ordinal)
            : views.OrderBy(key).ThenBy(view => view.Organization.Id, StringComparer.Ordinal);
    }

    private async Task CreateAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context);
        var view = organizations.Create(
            new NewOrganization
            {
                Name = body.GetText("name"),
                Slug = body.FindText("slug"),
                CreatedBy = body.FindText("created_by"),
                MaxAllowedMemberships = body.FindNumber("max_allowed_memberships") ?? 0,
                Metadata = body.ReadMetadata(),
                CreatedAt = body.FindTime("created_at"),
            }
        );
        await WriteAsync(context, view);
    }

    private Task GetAsync(HttpContext context) => WriteAsync(context, organizations.Get(Id(context)));

    private async Task UpdateAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context);
        var view = organizations.Update(
            Id(context),
            organization =>
                organization with
                {
                    Name = body.FindText("name") ?? organization.Name,
                    Slug = body.FindText("slug") ?? organization.Slug,
                    MaxAllowedMemberships =
                        body.FindNumber("max_allowed_memberships") ?? organization.MaxAllowedMemberships,
                    AdminDeleteEnabled = body.FindFlag("admin_delete_enabled") ?? organization.AdminDeleteEnabled,
                    CreatedAt = body.FindTime("created_at") ?? organization.CreatedAt,
                }
        );
        await WriteAsync(context, view);
    }

    private Task DeleteAsync(HttpContext context)
    {
        var organization = organizations.Delete(Id(context));
        return ClerkAnswer.WriteDeletedAsync(context, "organization", organization.Id);
    }

    private async Task MergeMetadataAsync(HttpContext context)
    {
        var metadata = (await RequestBody.ReadAsync(context)).ReadMetadata();
        await WriteAsync(
            context,
            organizations.Update(
                Id(context),
                organization => organization with { Metadata = organization.Metadata.Merge(metadata) }
            )
        );
    }

    private static Task WriteAsync(HttpContext context, OrganizationView view) =>
        ClerkAnswer.WriteAsync(context, json => OrganizationJson.Write(json, view));

    private static string Id(HttpContext context) => (string)context.GetRouteValue("organization_id")!;
}
