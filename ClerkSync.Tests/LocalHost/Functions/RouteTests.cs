using System.Net;

namespace ClerkSync.Tests.LocalHost.Functions;

/// <summary>The routing of a request to a function.</summary>
public sealed class RouteTests(SampleHost host) : IClassFixture<SampleHost>
{
    private const string Id = "0f8fad5b-d9cb-469f-a165-70867728950e";

    [Fact]
    public async Task Route_values_become_arguments()
    {
        var answer = await host.Http.GetStringAsync($"api/values/a%20b/{Id}/-7/9000000000");

        Assert.Equal($"a b {Id} -7 9000000000", answer);
    }

    [Theory]
    [InlineData("api/values/a/no-guid/7/9", HttpStatusCode.NotFound)]
    [InlineData($"api/values/a/{Id}/7/nine", HttpStatusCode.NotFound)]
    [InlineData($"api/values/a/{Id}/seven/9", HttpStatusCode.InternalServerError)]
    [InlineData("api/optional/7", HttpStatusCode.OK)]
    [InlineData("api/optional", HttpStatusCode.InternalServerError)]
    public async Task Route_value_that_violates_a_constraint_gives_404_and_an_unparsable_value_500(
        string path,
        HttpStatusCode expected
    )
    {
        using var response = await host.Http.GetAsync(path);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("api/files/a/b.txt", "a/b.txt")]
    [InlineData("api/files", "nothing")]
    public async Task Catch_all_parameter_receives_the_rest_of_the_path(string path, string expected)
    {
        Assert.Equal(expected, await host.Http.GetStringAsync(path));
    }

    [Theory]
    [InlineData("GET", "got")]
    [InlineData("POST", "posted")]
    [InlineData("PUT", "posted")]
    public async Task Functions_with_different_verbs_share_a_route(string verb, string expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), "api/things");

        using var response = await host.Http.SendAsync(request);

        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("DELETE", "api/things")]
    [InlineData("HEAD", "api/things")]
    [InlineData("GET", "api/EchoBody")]
    [InlineData("GET", "api/unknown")]
    [InlineData("GET", "things")]
    public async Task Wrong_verb_gives_404_like_an_unknown_path(string verb, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), path);

        using var response = await host.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("""{ "extensions": { "http": { "routePrefix": "v2/hooks" } } }""", "v2/hooks/things")]
    [InlineData("""{ /* none */ "extensions": { "http": { "routePrefix": "" } }, }""", "things")]
    [InlineData("""{ "version": "2.0" }""", "api/things")]
    public async Task Route_prefix_comes_from_host_json(string json, string path)
    {
        var hostJson = Path.GetTempFileName();
        await File.WriteAllTextAsync(hostJson, json);
        var other = new SampleHost(SampleHost.Key, hostJson);
        await other.InitializeAsync();

        var answer = await other.Http.GetStringAsync(path);

        Assert.Equal("got", answer);
        await other.DisposeAsync();
        File.Delete(hostJson);
    }
}
