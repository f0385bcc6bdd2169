using System.Text.Json.Nodes;
using ClerkSync.Core;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Organizations;
using ClerkSync.Tests.Drivers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace ClerkSync.Tests.ClerkApi;

public sealed class OrganizationPagesTests : IAsyncLifetime
{
    private FakeClerkApi _clerk = null!;

    public async Task InitializeAsync() => _clerk = await FakeClerkApi.StartAsync();

    public async Task DisposeAsync() => await _clerk.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    [InlineData(501)]
    [InlineData(1250)]
    public async Task All_organizations_are_listed(int count)
    {
        AddOrganizations(count);
        var ids = new List<string>();

        await foreach (var page in _clerk.CreateClient().ListOrganizationsAsync(CancellationToken.None))
        {
            ids.AddRange(page.Select(organization => organization.Id!.Value.Value));
        }

        Assert.Equal(ExpectedIds(0, count), ids);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(200)]
    public async Task Deletions_after_the_first_page_hide_no_other_organizations(int deletedAfterTheFirstPage)
    {
        AddOrganizations(1250);
        var ids = new List<string>();

        await foreach (var page in _clerk.CreateClient().ListOrganizationsAsync(CancellationToken.None))
        {
            _clerk.Organizations.RemoveRange(0, ids.Count == 0 ? deletedAfterTheFirstPage : 0);
            ids.AddRange(page.Select(organization => organization.Id!.Value.Value));
        }

        Assert.Equal(ExpectedIds(0, 1250), ids);
    }

    [Fact]
    public async Task Deletions_after_every_page_hide_no_other_organizations()
    {
        AddOrganizations(1250);
        var ids = new List<string>();

        await foreach (var page in _clerk.CreateClient().ListOrganizationsAsync(CancellationToken.None))
        {
            ids.AddRange(page.Select(organization => organization.Id!.Value.Value));
            _clerk.Organizations.RemoveRange(0, 3);
        }

        Assert.Equal(ExpectedIds(0, 1250), ids);
    }

    [Fact]
    public async Task Server_that_ignores_the_offset_causes_an_error_instead_of_an_endless_loop()
    {
        AddOrganizations(500);
        _clerk.Always = Answers.List(
            _clerk.Organizations,
            new QueryCollection(new Dictionary<string, StringValues> { ["limit"] = "500" })
        );

        await Assert.ThrowsAsync<ClerkApiException>(async () =>
        {
            await foreach (var _ in _clerk.CreateClient().ListOrganizationsAsync(CancellationToken.None)) { }
        });
    }

    [Fact]
    public async Task Instance_without_the_organizations_feature_has_an_empty_list()
    {
        _clerk.Always = Answers.Error(403, "organization_not_enabled_in_instance");

        var pages = await _clerk.CreateClient().ListOrganizationsAsync(CancellationToken.None).ToListAsync();

        Assert.Empty(pages);
    }

    [Fact]
    public async Task Memberships_of_all_organizations_are_listed()
    {
        AddMemberships();
        var members = new List<string?>();

        await foreach (var page in _clerk.CreateClient().ListMembershipsAsync(CancellationToken.None))
        {
            members.AddRange(page.Select(membership => ((ClerkMembership?)membership.Value)?.UserId.Value));
        }

        Assert.Equal(["user_of_orgmem_1", "user_of_orgmem_2", "user_of_orgmem_3"], members);
    }

    [Fact]
    public async Task Memberships_of_given_users_in_one_organization_are_found()
    {
        AddMemberships();
        ClerkId[] users = [new("user_of_orgmem_1"), new("user_of_orgmem_2")];

        var found = await _clerk.CreateClient().FindMembershipsAsync(new ClerkId("org_b"), users, default);

        Assert.Equal(["orgmem_2"], found!.Select(membership => membership.Id?.Value));
    }

    [Fact]
    public async Task Membership_list_of_a_missing_organization_is_null()
    {
        Assert.Null(await _clerk.CreateClient().FindMembershipsAsync(new ClerkId("org_b"), [new("user_1")], default));
    }

    [Fact]
    public async Task Organizations_are_found_by_their_ids()
    {
        AddOrganizations(3);

        var found = await _clerk.CreateClient().ListOrganizationsAsync([new("org_1"), new("org_7")], default);

        Assert.Equal(["org_1"], found.Select(organization => organization.Id?.Value));
    }

    [Fact]
    public async Task Response_with_another_organization_is_an_error()
    {
        AddOrganizations(3);
        _clerk.Faults.Enqueue(
            Answers.Json(
                new JsonObject { ["data"] = new JsonArray(ClerkObject.Create("org_2", 1)), ["total_count"] = 1 }
            )
        );

        var rejection = await Assert.ThrowsAsync<ClerkApiException>(() =>
            _clerk.CreateClient().ListOrganizationsAsync([new("org_1")], default)
        );

        Assert.Equal(ClerkApiErrorKind.Unexpected, rejection.Kind);
    }

    [Fact]
    public async Task Instance_of_the_key_is_returned()
    {
        var instance = await _clerk.CreateClient().GetInstanceAsync(CancellationToken.None);

        Assert.Equal(new ClerkId("ins_1"), instance.Id);
    }

    private static IEnumerable<string> ExpectedIds(int first, int count) =>
        Enumerable.Range(first, count).Select(index => $"org_{index}");

    private void AddOrganizations(int count) =>
        _clerk.Organizations.AddRange(
            Enumerable.Range(0, count).Select(i => ClerkObject.Create($"org_{i}", UserEvent.Start + i))
        );

    private void AddMemberships() =>
        _clerk.Memberships.AddRange([
            ClerkObject.CreateMembership("org_a", "orgmem_1", 1),
            ClerkObject.CreateMembership("org_b", "orgmem_2", 2),
            ClerkObject.CreateMembership("org_b", "orgmem_3", 3),
        ]);
}
