using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Instance;
using ClerkSync.Core.StripeApi;

namespace ClerkSync.Core.Access.Connections;

internal enum AccessService
{
    [JsonStringEnumMemberName("clerk")]
    Clerk,

    [JsonStringEnumMemberName("stripe")]
    Stripe,
}

/// <summary>Tests a key that a person entered. Does not store it.</summary>
internal sealed class AccessConnections(
    ClerkApiClient clerk,
    StripeAccount stripe,
    InstanceTable instances,
    ClerkSyncSettings settings
)
{
    /// <summary>Sends requests to the service with the key.</summary>
    /// <param name="hasDatabase">Whether there is a database. A Clerk key must then belong to the instance recorded in it.</param>
    /// <param name="patience">The time limit, including retries.</param>
    /// <exception cref="SettingException">
    /// The text is not a key, the key's mode differs from that of the other service's key, or the key belongs to another Clerk instance.
    /// </exception>
    /// <exception cref="ClerkApiException">Clerk rejected the key, or did not answer.</exception>
    /// <exception cref="StripeApiException">Stripe rejected the key, did not permit what the check reads, or did not answer.</exception>
    public Task<TestedKey> TestAsync(
        AccessService service,
        string text,
        bool hasDatabase,
        TimeSpan patience,
        CancellationToken cancellationToken
    ) =>
        service == AccessService.Clerk
            ? TestClerkAsync(ClerkSecretKey.ParseEntered(text), hasDatabase, patience, cancellationToken)
            : TestStripeAsync(StripeSecretKey.Parse(text), patience, cancellationToken);

    private async Task<TestedKey> TestClerkAsync(
        ClerkSecretKey key,
        bool hasDatabase,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        KeyModes.EnsureSame(key, stripe.FindKey());
        var client = clerk.WithKey(key);
        var instance = await AskAsync(
            async token =>
            {
                await client.TestKeyAsync(token);
                return (await client.GetInstanceAsync(token)).Id.Value;
            },
            () => client.LastFailure ?? new(ClerkApiErrorKind.Unavailable, NoAnswer("Clerk", patience)),
            patience,
            cancellationToken
        );
        var recorded = hasDatabase ? await instances.FindAsync(cancellationToken) : null;
        return recorded is null || recorded.ClerkId == instance
            ? new TestedKey(
                AccessService.Clerk,
                ClerkSecretKey.Setting,
                key.Value,
                key.Masked,
                IsSame(key.Value, settings.ClerkSecretKey?.Value)
            )
            : throw new SettingException(
                ClerkSecretKey.Setting,
                new InstanceMismatch(recorded.ClerkId, instance).OfKey
            );
    }

    private async Task<TestedKey> TestStripeAsync(
        StripeSecretKey key,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        KeyModes.EnsureSame(settings.ClerkSecretKey, key);
        var client = stripe.CreateClient(key);
        await AskAsync(
            async token =>
            {
                await client.TestKeyAsync(token);
                return true;
            },
            () => client.LastFailure ?? new(StripeApiErrorKind.Unavailable, NoAnswer("Stripe", patience)),
            patience,
            cancellationToken
        );
        return new TestedKey(
            AccessService.Stripe,
            StripeSecretKey.Setting,
            key.Value,
            $"{key}",
            IsSame(key.Value, stripe.FindKey()?.Value)
        )
        {
            IsUnrestricted = !key.IsRestricted,
        };
    }

    /// <summary>Limits the time. On a timeout, throws the last failure, which says more than the timeout.</summary>
    private static async Task<T> AskAsync<T>(
        Func<CancellationToken, Task<T>> ask,
        Func<Exception> describe,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience);
        try
        {
            return await ask(deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw describe();
        }
    }

    private static string NoAnswer(string service, TimeSpan patience) =>
        $"{service} did not answer within {patience.TotalSeconds:0} s. Check the network and try again.";

    private static bool IsSame(string entered, string? configured) =>
        configured is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(entered), Encoding.UTF8.GetBytes(configured));
}
