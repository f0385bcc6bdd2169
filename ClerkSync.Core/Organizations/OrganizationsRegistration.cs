using ClerkSync.Core.Objects;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.Organizations;

internal static class OrganizationsRegistration
{
    public static IServiceCollection AddOrganizations(this IServiceCollection services) =>
        services
            .AddAs<ObjectTable, OrganizationTable>()
            .AddAs<ObjectTable, MembershipTable>()
            .AddSingleton<MembershipReader>()
            .AddOwn<OrganizationReader>();
}
