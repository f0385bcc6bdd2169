using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Svix.Exceptions;

namespace Svix;

/// <summary>Signs and verifies webhooks. Implements the published algorithm.</summary>
/// <remarks>Source: Standard Webhooks, "Signature scheme" and "Verifying webhook authenticity".</remarks>
public sealed class Webhook
{
    private const string SecretPrefix = "whsec_";

    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);
    private static readonly UTF8Encoding StrictUtf8 = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    private readonly byte[] _key;

    /// <exception cref="FormatException">The secret is not base64.</exception>
    /// <exception cref="EmptyWebhookSecretException">The secret has no bytes.</exception>
    public Webhook(string key)
    {
        _key = Convert.FromBase64String(
            key.StartsWith(SecretPrefix, StringComparison.Ordinal) ? key[SecretPrefix.Length..] : key
        );
        if (_key.Length == 0)
        {
            throw new EmptyWebhookSecretException("Missing webhook secret");
        }
    }

    /// <exception cref="WebhookVerificationException">The signature is invalid; the message says why.</exception>
    public void Verify(ReadOnlySpan<char> payload, Func<string?, string?> headersProvider)
    {
        // A null string is passed as a span with a null reference; an empty string has a reference.
        if (Unsafe.IsNullRef(ref MemoryMarshal.GetReference(payload)))
        {
            throw new ArgumentNullException(nameof(payload));
        }

        ArgumentNullException.ThrowIfNull(headersProvider);

        var message =
            FindMessage(headersProvider, "svix")
            ?? FindMessage(headersProvider, "webhook")
            ?? throw new WebhookVerificationException("Missing Required Headers");
        CheckTimestamp(message.Timestamp, DateTimeOffset.UtcNow);
        if (!ContainsSignature(message.Signatures, Sign(message.Id, message.Timestamp, payload)))
        {
            throw new WebhookVerificationException("No matching signature found");
        }
    }

    /// <summary>Signs with version 1: <c>v1,</c> followed by the base64 of the HMAC.</summary>
    public string Sign(ReadOnlySpan<char> msgId, DateTimeOffset timestamp, ReadOnlySpan<char> payload) =>
        Sign(msgId, timestamp.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), payload);

    private string Sign(ReadOnlySpan<char> id, ReadOnlySpan<char> timestamp, ReadOnlySpan<char> payload) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(_key, StrictUtf8.GetBytes($"{id}.{timestamp}.{payload}")));

    /// <returns>Null unless all three headers with this prefix are present.</returns>
    private static Message? FindMessage(Func<string?, string?> header, string family) =>
        header($"{family}-id") is { Length: > 0 } id
        && header($"{family}-timestamp") is { Length: > 0 } timestamp
        && header($"{family}-signature") is { Length: > 0 } signatures
            ? new Message(id, timestamp, signatures)
            : null;

    private static void CheckTimestamp(string timestamp, DateTimeOffset now)
    {
        if (
            !long.TryParse(timestamp, NumberStyles.Integer, CultureInfo.InvariantCulture, out var seconds)
            || seconds < DateTimeOffset.MinValue.ToUnixTimeSeconds()
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
        )
        {
            throw new WebhookVerificationException("Invalid Signature Headers");
        }

        var sentAt = DateTimeOffset.FromUnixTimeSeconds(seconds);
        if (sentAt < now - Tolerance)
        {
            throw new WebhookVerificationException("Message timestamp too old");
        }

        if (sentAt > now + Tolerance)
        {
            throw new WebhookVerificationException("Message timestamp too new");
        }
    }

    private static bool ContainsSignature(ReadOnlySpan<char> signatures, string expected)
    {
        while (!signatures.IsEmpty)
        {
            var end = signatures.IndexOf(' ');
            var signature = end < 0 ? signatures : signatures[..end];
            signatures = end < 0 ? [] : signatures[(end + 1)..];
            if (!signature.Contains(','))
            {
                throw new WebhookVerificationException("Invalid Signature Headers");
            }

            if (
                CryptographicOperations.FixedTimeEquals(
                    MemoryMarshal.AsBytes(signature),
                    MemoryMarshal.AsBytes(expected.AsSpan())
                )
            )
            {
                return true;
            }
        }

        return false;
    }

    private sealed record Message(string Id, string Timestamp, string Signatures);
}
