using System.Text.Json.Nodes;
using ClerkSync.Core;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Instance;
using ClerkSync.Core.Users;
using Microsoft.AspNetCore.Http;

namespace ClerkSync.Tests.Drivers;

/// <summary>Helpers for the tests of just-in-time users.</summary>
internal static class JustInTimeApp
{
    /// <summary>Made up for the tests. It is a live key, for which Clerk allows more requests.</summary>
    public const string Key = "sk_live_made0up0for0the0tests";

    /// <summary>Starts an app with a Clerk key whose instance it has already read.</summary>
    public static async Task<TestApp> StartAsync(
        TestDatabase database,
        FakeClerkApi clerk,
        params (string Name, string Value)[] settings
    )
    {
        clerk.AcceptedKey = Key;
        var app = await TestApp.StartAsync(
            database,
            [(ClerkApiUrl.Setting, clerk.Url), (ClerkSecretKey.Setting, Key), .. settings]
        );
        await app.Get<ClerkInstance>().JudgeKeyAsync(CancellationToken.None);
        clerk.Requests.Clear();
        return app;
    }

    public static Task<JustInTimeOutcome> EnsureAsync(
        this TestApp app,
        TokenUser user,
        CancellationToken cancellationToken = default
    ) => app.Get<JustInTimeUsers>().EnsureAsync(user, cancellationToken);

    public static Task<JustInTimeOutcome> EnsureAsync(
        this TestApp app,
        string id,
        CancellationToken cancellationToken = default
    ) => app.EnsureAsync(new TokenUser { ClerkId = new ClerkId(id) }, cancellationToken);

    /// <summary>Converts the user of an event to the object that the Backend API returns.</summary>
    public static JsonObject ToUser(this UserEvent user) => user.ToJson()["data"]!.DeepClone().AsObject();

    /// <summary>Delays a response until a task completes.</summary>
    public static RequestDelegate Held(Task until, RequestDelegate answer) =>
        async context =>
        {
            await until;
            await answer(context);
        };
}
