using System.Net.Http.Headers;
using System.Text;
using ClerkSync.AspNetCore;
using ClerkSync.Tests.Drivers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ClerkSync.Tests.AspNetCore;

/// <summary>An ASP.NET Core application with ClerkSync on a real port.</summary>
internal sealed class WebApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebApp(WebApplication app)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single() + "/") };
    }

    public HttpClient Http { get; }

    /// <summary>Starts an application.</summary>
    /// <param name="databaseUrl">The database of the application.</param>
    /// <param name="map">Maps the endpoints. The default calls MapClerkSync.</param>
    /// <param name="configure">Registers additional services.</param>
    /// <param name="settings">Settings in addition to the required ones.</param>
    public static async Task<WebApp> StartAsync(
        string databaseUrl,
        Action<WebApplication>? map = null,
        Action<IServiceCollection>? configure = null,
        params IEnumerable<(string Name, string Value)> settings
    )
    {
        // Development checks the lifetimes of all services.
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { EnvironmentName = Environments.Development }
        );
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(
            settings
                .Prepend(("CLERK_WEBHOOK_SIGNING_SECRET", TestApp.Secret))
                .Prepend(("DATABASE_URL", databaseUrl))
                .Select(setting => KeyValuePair.Create(setting.Item1, (string?)setting.Item2))
        );
        builder.Services.AddClerkSync(builder.Configuration);
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        (map ?? (web => web.MapClerkSync()))(app);
        await app.StartAsync();
        return new WebApp(app);
    }

    public Task<Answer> DeliverAsync(UserEvent user, string? svixId = null) =>
        SendAsync(
            Delivery
                .Sign(
                    Encoding.UTF8.GetBytes(user.ToJson().ToJsonString()),
                    svixId ?? $"msg_{Guid.NewGuid():n}",
                    TestApp.Secret
                )
                .ToRequest(new Uri(Http.BaseAddress!, "api/webhooks/clerk"))
        );

    public Task<Answer> AskAsync(HttpMethod method, string path, string? token = null)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return SendAsync(request);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await Http.SendAsync(request);
            return new Answer(
                response.StatusCode,
                await response.Content.ReadAsStringAsync(),
                response.Headers.RetryAfter?.Delta
            );
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
