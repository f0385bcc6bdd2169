using ClerkSync.SimulatedClerk.Api;

namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>Creates, changes and deletes organizations. Every change delivers its events.</summary>
internal sealed class Organizations(ClerkState state)
{
    /// <summary>Returns all organizations, oldest first.</summary>
    public IReadOnlyList<OrganizationView> All() =>
        state.Read(() => state.Organizations.ByCreation().Select(View).ToList());

    /// <exception cref="RejectedRequestException">No organization has this id or slug.</exception>
    public OrganizationView Get(string idOrSlug) =>
        state.Read(() =>
            View(
                state.Organizations.Find(idOrSlug)
                    ?? FindBySlug(idOrSlug)
                    ?? throw RejectedRequestException.NotFound("organization", idOrSlug)
            )
        );

    /// <summary>Adds an organization. Its creator becomes its admin.</summary>
    /// <exception cref="RejectedRequestException">The creator is not a known user, or the slug is taken.</exception>
    public OrganizationView Create(NewOrganization newOrganization) =>
        state.Change(change =>
        {
            var organization = newOrganization.ToOrganization(change.Now);
            EnsureFree(organization);
            var creator = newOrganization.CreatedBy is { } id
                ? state.Users.Find(id) ?? throw RejectedRequestException.NotFound("user", id)
                : null;
            change.Add(organization);
            change.Emit(
                "organization.created",
                organization.Id,
                organization.UpdatedAt,
                json => OrganizationJson.Write(json, View(organization))
            );
            if (creator is not null)
            {
                Memberships.Create(state, change, organization.Id, creator.Id, Roles.Admin, Metadata.Empty);
            }

            return View(organization);
        });

    /// <exception cref="RejectedRequestException">The organization does not exist, or the slug is taken.</exception>
    public OrganizationView Update(
        string id,
        Func<SimulatedOrganization, SimulatedOrganization> update,
        bool silent = false
    ) =>
        state.Change(change =>
        {
            var old = GetHere(id);
            var changed = update(old);
            EnsureFree(changed);
            var view = View(change.Replace(old, changed));
            if (!silent)
            {
                change.Emit(
                    "organization.updated",
                    id,
                    view.Organization.UpdatedAt,
                    json => OrganizationJson.Write(json, view)
                );
            }

            return view;
        });

    /// <summary>Deletes an organization with its memberships.</summary>
    /// <exception cref="RejectedRequestException">The organization does not exist.</exception>
    public SimulatedOrganization Delete(string id, bool silent = false) =>
        state.Change(change =>
        {
            var organization = GetHere(id);
            foreach (var membership in state.Memberships.FindOf(id))
            {
                MembershipEvents.Delete(state, change, membership, silent);
            }

            change.Remove(organization);
            if (!silent)
            {
                change.Emit(
                    "organization.deleted",
                    id,
                    change.After(organization),
                    json => DeletedJson.Write(json, "organization", id, organization.Slug)
                );
            }

            return organization;
        });

    private OrganizationView View(SimulatedOrganization organization) => MembershipEvents.View(state, organization);

    private SimulatedOrganization GetHere(string id) =>
        state.Organizations.Find(id) ?? throw RejectedRequestException.NotFound("organization", id);

    private SimulatedOrganization? FindBySlug(string slug) =>
        state.Organizations.ByCreation().FirstOrDefault(organization => organization.Slug == slug);

    private void EnsureFree(SimulatedOrganization organization)
    {
        if (FindBySlug(organization.Slug) is { } owner && owner.Id != organization.Id)
        {
            throw RejectedRequestException.Taken("slug");
        }
    }
}
