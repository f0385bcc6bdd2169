using System.Text.Json.Nodes;
using ClerkSync.Core;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Instance;
using ClerkSync.Core.Users;
using Microsoft.AspNetCore.Http;

namespace ClerkSync.Tests.Drivers;

/// <summary>What the tests of users just in time ask of an app and of Clerk.</summary>
internal static class JustInTimeApp
{
    /// <summary>Made up for the tests; of a kind that Clerk allows many requests.</summary>
    public const string Key = "sk_live_made0up0for0the0tests";

    /// <summary>Starts an app that can ask Clerk, and has asked whose its key is.</summary>
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

    /// <summary>The user as the Backend API gives it.</summary>
    public static JsonObject ToUser(this UserEvent user) => user.ToJson()["data"]!.DeepClone().AsObject();

    /// <summary>Answers when it is told.</summary>
    public static RequestDelegate Held(Task until, RequestDelegate answer) =>
        async context =>
        {
            await until;
            await answer(context);
        };
}
