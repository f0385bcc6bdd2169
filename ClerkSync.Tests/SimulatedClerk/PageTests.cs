using System.Net;
using ClerkSync.SimulatedClerk;

namespace ClerkSync.Tests.SimulatedClerk;

/// <summary>The routes that the page uses in addition to the Backend API.</summary>
public sealed class PageTests
{
    [Fact]
    public async Task Rows_require_the_key_and_a_database()
    {
        await using var driver = await ClerkDriver.StartAsync();
        await using var clerk = await SimulatedClerkServer.StartAsync(
            new SimulatedClerkOptions
            {
                AccountPage = new Uri("http://127.0.0.1:7071/api/account/"),
                ReadRowsAsync = (ids, _) => Task.FromResult($$$"""{"{{{ids.Single()}}}":{"plan":"pro"}}"""),
            },
            CancellationToken.None
        );
        using var http = new HttpClient { BaseAddress = new Uri(clerk.BaseUrl) };
        using var rejected = await http.GetAsync("/simulate/rows?id=user_1");
        http.DefaultRequestHeaders.Authorization = new("Bearer", clerk.SecretKey);

        var rows = await http.GetStringAsync("/simulate/rows?id=user_1");
        var page = await http.GetStringAsync("/simulate/page");
        var without = await driver.GetAsync("/simulate/rows?id=user_1");

        Assert.Equal(HttpStatusCode.Unauthorized, rejected.StatusCode);
        Assert.Equal("""{"user_1":{"plan":"pro"}}""", rows);
        Assert.Equal("""{"account":"http://127.0.0.1:7071/api/account/","hasRows":true}""", page);
        Assert.Equal(HttpStatusCode.NotFound, without.Status);
    }
}
