using System.Collections.Concurrent;
using Azure.Core;
using Azure.Identity;

namespace ClerkSync.Tests.Drivers;

/// <summary>Issues tokens as Entra does, and tells which of them live.</summary>
internal sealed class FakeCredential(TimeProvider time, TimeSpan life) : TokenCredential
{
    /// <summary>Of each token.</summary>
    public const string Beginning = "token-";

    private readonly ConcurrentDictionary<string, DateTimeOffset> _ends = new();
    private int _asked;

    /// <summary>How often it was asked.</summary>
    public int Asked => _asked;

    /// <summary>How many tokens it has issued.</summary>
    public int Issued => _ends.Count;

    /// <summary>The endpoint of the identity cannot be reached.</summary>
    public bool IsAway { get; set; }

    /// <summary>When it wants to be asked again, after the issue; null says nothing.</summary>
    public TimeSpan? RefreshIn { get; init; }

    /// <summary>How long an answer takes, in real time.</summary>
    public TimeSpan Delay { get; set; }

    public bool IsAlive(string token) => _ends.TryGetValue(token, out var end) && time.GetUtcNow() < end;

    public override async ValueTask<AccessToken> GetTokenAsync(
        TokenRequestContext requestContext,
        CancellationToken cancellationToken
    )
    {
        Interlocked.Increment(ref _asked);
        Assert.Equal(["https://ossrdbms-aad.database.windows.net/.default"], requestContext.Scopes);
        await Task.Delay(Delay, cancellationToken);
        if (IsAway)
        {
            throw new CredentialUnavailableException("The identity's endpoint is away.");
        }

        var now = time.GetUtcNow();
        var token = $"{Beginning}{Guid.NewGuid():n}";
        _ends[token] = now + life;
        return new AccessToken(token, now + life, now + RefreshIn);
    }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
