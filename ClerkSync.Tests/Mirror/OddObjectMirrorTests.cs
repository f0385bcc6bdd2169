using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClerkSync.Core.Users;
using ClerkSync.Tests.Cli;
using ClerkSync.Tests.Drivers;
using Microsoft.AspNetCore.Http;

namespace ClerkSync.Tests.Mirror;

/// <summary>Backfill, drift, repair and just-in-time users with an object that does not match Clerk's API description.</summary>
public sealed class OddObjectMirrorTests : IAsyncLifetime
{
    private const string OddId = "user_07";
    private readonly TestDatabase _database = new();
    private readonly CliFolder _folder = new();
    private FakeClerkApi _clerk = null!;
    private TestApp _app = null!;

    /// <summary>A member of a user, and the unexpected value of the member.</summary>
    public static TheoryData<string, string> OddMembers { get; } =
        new()
        {
            { "created_at", "-62135596800000" },
            { "created_at", "\"2024-05-28T08:00:00Z\"" },
            { "created_at", "null" },
            { "first_name", "7" },
            { "email_addresses", "[7]" },
            { "public_metadata", "[]" },
            { "public_metadata", Nested(65) },
            { "public_metadata", Nested(513) },
            { "public_metadata", Nested(4090) },
            { "public_metadata", """{"a":1e131072}""" },
            { "public_metadata", """{"a":[-0.0,1.50,1E2,1e308]}""" },
        };

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _clerk = await FakeClerkApi.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            _clerk.Users.Add(ClerkObject.Create($"user_{i:00}", UserEvent.Start + (i * 1000)));
        }

        _app = await TestApp.StartAsync(_database, _clerk.Settings);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _clerk.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(OddMembers))]
    public async Task User_with_an_unexpected_member_is_mirrored_like_other_users(string member, string value)
    {
        _clerk.Users[7][member] = Parse(value);

        var backfill = await PostAsync("backfill");
        var drift = await PostAsync("drift");

        Assert.Equal((20, 0), ((int)backfill["inserted"]!, (int)drift["total"]!));
        // No user looked different, so no user was requested from Clerk again.
        Assert.DoesNotContain(_clerk.Requests, request => request.Url.Contains("user_id", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("updated_at", "\"yesterday\"", OddId, "$.updated_at")]
    [InlineData("updated_at", "-62135596800000", OddId, "$.updated_at")]
    [InlineData("id", "7", null, "$.id")]
    public async Task Unreadable_user_is_counted_named_and_skipped(string member, string value, string? id, string path)
    {
        _clerk.Users[7][member] = Parse(value);

        var backfill = await PostAsync("backfill");

        Assert.Equal((19, 1), ((int)backfill["inserted"]!, (int)backfill["unreadable"]!));
        AssertNames(backfill, "users", id, path);
    }

    [Theory]
    [InlineData("updated_at", "\"yesterday\"")]
    [InlineData("updated_at", "null")]
    public async Task Row_of_an_unreadable_user_is_neither_extra_nor_removed(string member, string value)
    {
        await PostAsync("backfill");
        _clerk.Users[7][member] = Parse(value);

        var drift = await PostAsync("drift");
        var repair = await RepairAsync();

        Assert.Equal((0, 1), ((int)drift["total"]!, (int)drift["unreadable"]!));
        Assert.Equal((0, 0, 1), ((int)repair["found"]!["extra"]!, (int)repair["removed"]!, (int)repair["unreadable"]!));
        AssertNames(drift, "users", OddId, "$.updated_at");
        Assert.NotNull(await _database.FindUserAsync(OddId));
    }

    [Fact]
    public async Task Row_of_a_user_with_an_unreadable_id_is_neither_extra_nor_removed()
    {
        await PostAsync("backfill");
        _clerk.Always = context =>
            context.Request.Path == "/v1/users"
                ? WriteWithoutIdAsync(context, _clerk.FindRoute(context.Request))
                : _clerk.FindRoute(context.Request)(context);

        var drift = await PostAsync("drift");
        var repair = await RepairAsync();

        Assert.Equal((0, 1), ((int)drift["extra"]!, (int)drift["unreadable"]!));
        Assert.Equal((0, 0), ((int)repair["found"]!["extra"]!, (int)repair["removed"]!));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[]")]
    public async Task List_item_that_is_not_an_object_does_not_stop_the_page(string item)
    {
        _clerk.Users.RemoveRange(2, 18);
        var page = $$"""[{"id":"user_00","updated_at":1},{{item}},{"id":"user_01","updated_at":2}]""";
        _clerk.Always = context =>
            (
                context.Request.Path == "/v1/users" && !context.Request.Query.ContainsKey("starting_after")
                    ? Answers.Text(200, page)
                    : _clerk.FindRoute(context.Request)
            )(context);

        var report = await _app.RunToResultAsync("ops/drift");

        Assert.Equal(2, (int)report["missing"]!);
        AssertNames(report, "users", null, "$.id");
    }

    [Fact]
    public async Task Unreadable_organizations_and_memberships_are_counted_and_not_removed()
    {
        for (var i = 0; i < 3; i++)
        {
            _clerk.Organizations.Add(ClerkObject.Create($"org_{i}", UserEvent.Start + i));
            _clerk.Memberships.Add(ClerkObject.CreateMembership("org_0", $"orgmem_{i}", UserEvent.Start + i));
        }

        await PostAsync("backfill");
        _clerk.Organizations[1]["updated_at"] = true;
        _clerk.Memberships[1]["organization"] = "org_0";

        var drift = await PostAsync("drift");
        var repair = await RepairAsync();

        Assert.Equal((0, 2), ((int)drift["total"]!, (int)drift["unreadable"]!));
        Assert.Equal(0, (int)repair["removed"]!);
        AssertNames(drift, "organizations", "org_1", "$.updated_at");
        AssertNames(drift, "organization_memberships", "orgmem_1", "$.organization");
    }

    [Fact]
    public async Task Membership_without_a_user_is_neither_unreadable_nor_extra()
    {
        _clerk.Organizations.Add(ClerkObject.Create("org_0", UserEvent.Start));
        _clerk.Memberships.Add(ClerkObject.CreateMembership("org_0", "orgmem_0", UserEvent.Start));
        await PostAsync("backfill");
        _clerk.Memberships[0].Remove("public_user_data");

        var drift = await PostAsync("drift");
        var repair = await RepairAsync();

        Assert.Equal((0, 0), ((int)drift["total"]!, (int)drift["unreadable"]!));
        Assert.Equal(0, (int)repair["removed"]!);
    }

    [Theory]
    [InlineData("backfill", 0)]
    [InlineData("drift", 1)]
    public async Task Command_names_unreadable_objects(string verb, int exitCode)
    {
        _clerk.Users[7]["updated_at"] = "ada@example.com";

        var result = await _folder.RunAsync(verb, [("DATABASE_URL", _database.ConnectionString), .. _clerk.Settings]);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains("1 object could not be read", result.Output, StringComparison.Ordinal);
        Assert.Contains($"{OddId} $.updated_at", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ada@", result.Output + result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unreadable_just_in_time_user_is_created_from_the_token()
    {
        _clerk.Users[7]["updated_at"] = "ada@example.com";

        var outcome = await _app.EnsureAsync(OddId);

        Assert.Equal(JustInTimeOutcome.Created, outcome);
        Assert.Contains(_app.Logs, line => line.Contains("$.updated_at", StringComparison.Ordinal));
        Assert.DoesNotContain(_app.Logs, line => line.Contains("ada@", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Routes_return_a_user_with_deeply_nested_metadata()
    {
        _clerk.Users[7]["public_metadata"] = Parse(Nested(4090));
        await PostAsync("backfill");

        var answer = await _app.AskAsync(HttpMethod.Get, $"ops/users/{OddId}");

        Assert.Contains(new string('[', 4090), answer.Body, StringComparison.Ordinal);
    }

    private static string Nested(int depth) => $$"""{"a":{{new string('[', depth)}}{{new string(']', depth)}}}""";

    private static JsonNode? Parse(string json) =>
        JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = 20_000 });

    /// <summary>Writes the response with the ID of the odd user as a number.</summary>
    private static async Task WriteWithoutIdAsync(HttpContext context, RequestDelegate answer)
    {
        var body = context.Response.Body;
        using var written = new MemoryStream();
        context.Response.Body = written;
        await answer(context);
        context.Response.Body = body;
        var text = Encoding.UTF8.GetString(written.ToArray());
        await context.Response.WriteAsync(text.Replace($"\"{OddId}\"", "7", StringComparison.Ordinal));
    }

    private static void AssertNames(JsonNode report, string table, string? id, string path) =>
        Assert.Contains(
            report["unreadableObjects"]!.AsArray(),
            item => ((string?)item!["table"], (string?)item["clerkId"], (string?)item["path"]) == (table, id, path)
        );

    private async Task<JsonNode> RepairAsync()
    {
        await _database.ExecuteAsync(
            """
            update users set created_at = now() - interval '1 hour';
            update organizations set created_at = now() - interval '1 hour';
            update organization_memberships set created_at = now() - interval '1 hour'
            """
        );
        return await PostAsync("repair?maxRemovals=100");
    }

    private Task<JsonNode> PostAsync(string route) => _app.RunToResultAsync($"ops/{route}");
}
