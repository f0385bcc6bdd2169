using System.Collections.Concurrent;
using Azure.Core;
using Azure.Identity;

namespace ClerkSync.Tests.Drivers;

/// <summary>Issues tokens as Entra does, and knows which of them are valid.</summary>
internal sealed class FakeCredential(TimeProvider time, TimeSpan life) : TokenCredential
{
    /// <summary>The prefix of each token.</summary>
    public const string Beginning = "token-";

    private readonly ConcurrentDictionary<string, DateTimeOffset> _ends = new();
    private int _asked;

    /// <summary>The number of token requests.</summary>
    public int Asked => _asked;

    /// <summary>The number of issued tokens.</summary>
    public int Issued => _ends.Count;

    /// <summary>Whether the identity endpoint is unreachable.</summary>
    public bool IsAway { get; set; }

    /// <summary>How long after its issue a token should be refreshed; null sends no refresh time.</summary>
    public TimeSpan? RefreshIn { get; init; }

    /// <summary>The delay of each response, in real time.</summary>
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
