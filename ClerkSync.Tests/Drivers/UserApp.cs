using System.Net.Http.Headers;
using System.Text;
using ClerkSync.SimulatedClerk;
using ClerkSync.SimulatedClerk.Objects;

namespace ClerkSync.Tests.Drivers;

/// <summary>The function app with a simulated Clerk, whose users call the app. A generation costs 4 credits.</summary>
internal sealed class UserApp : IAsyncDisposable
{
    /// <summary>The body of a usage report.</summary>
    public const string Run = """{"action":"generate","provider":"openai","model":"m","cost":0.0125}""";

    private UserApp(SimulatedClerkServer clerk, TestApp functions) => (Clerk, Functions) = (clerk, functions);

    public SimulatedClerkServer Clerk { get; }

    public TestApp Functions { get; }

    public static async Task<UserApp> StartAsync(TestDatabase database)
    {
        var clerk = await SimulatedClerkServer.StartAsync(
            new SimulatedClerkOptions { InstanceId = FakeClerkApi.InstanceId },
            CancellationToken.None
        );
        var functions = await TestApp.StartAsync(
            database,
            ("CLERK_ISSUER", clerk.BaseUrl),
            ("CLERK_JWT_KEY", clerk.JwtKey),
            ("CLERK_API_URL", clerk.BaseUrl),
            ("CLERK_SECRET_KEY", clerk.SecretKey),
            ("ClerkSync:ApiKeys:RevealKey", Convert.ToBase64String(new byte[32])),
            ("ClerkSync:Credits:Actions:generate", "4")
        );
        return new UserApp(clerk, functions);
    }

    public async ValueTask DisposeAsync()
    {
        await Functions.DisposeAsync();
        await Clerk.DisposeAsync();
    }

    /// <summary>Signs a new user up and in at Clerk. The webhook of the user never arrives.</summary>
    /// <returns>The session token.</returns>
    public string SignUp(out SimulatedUser user)
    {
        user = Clerk.Users.Create(new NewUser { FirstName = "Ada", Emails = [$"{Guid.NewGuid():n}@example.com"] });
        return Clerk.Tokens.Create(Clerk.Sessions.Create(user.Id));
    }

    public async Task<string> MakeKeyAsync(string token) =>
        (string)(await SendAsync(HttpMethod.Post, "me/api-keys", token, """{"name":"ci"}""")).Json()["key"]!;

    public Task<Answer> ReportAsync(string key, string idempotencyKey, string body = Run) =>
        SendAsync(HttpMethod.Post, "usage", key, body, idempotencyKey: idempotencyKey);

    /// <summary>Calls a function that needs the function key.</summary>
    public Task<Answer> OperateAsync(HttpMethod method, string path, string? body = null) =>
        SendAsync(method, path, token: null, body, functionKey: TestApp.FunctionKey);

    public async Task<Answer> SendAsync(
        HttpMethod method,
        string path,
        string? token,
        string? body = null,
        string? origin = null,
        bool isCookie = false,
        string? idempotencyKey = null,
        string? functionKey = null
    )
    {
        using var request = new HttpRequestMessage(method, new Uri($"api/{path}", UriKind.Relative));
        if (token is not null && !isCookie)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        Add("Cookie", isCookie ? $"a=b; __session={token}" : null);
        Add("Origin", origin);
        Add("Idempotency-Key", idempotencyKey);
        Add("x-functions-key", functionKey);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Functions.Http.SendAsync(request);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), RetryAfter: null);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                request.Headers.Add(name, value);
            }
        }
    }
}
