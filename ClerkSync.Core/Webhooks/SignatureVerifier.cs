using System.Text;
using System.Text.Unicode;
using Svix;
using Svix.Exceptions;

namespace ClerkSync.Core.Webhooks;

/// <summary>Checks a Svix v1 signature over "id.timestamp.body".</summary>
/// <remarks>Tolerance ±5 minutes. Source: Standard Webhooks, "Verifying webhook authenticity".</remarks>
internal sealed class SignatureVerifier(ClerkSyncSettings settings)
{
    private readonly Webhook[] _webhooks = [.. settings.WebhookSecrets.Select(secret => new Webhook(secret))];

    /// <summary>Tries every configured secret.</summary>
    /// <returns>Null when the delivery is genuine.</returns>
    public WebhookError? Verify(WebhookRequest request)
    {
        if (_webhooks.Length == 0)
        {
            return WebhookError.SecretMissing;
        }

        if (request.Body is not { } bytes)
        {
            return WebhookError.BodyTooLarge;
        }

        if (request is { Id: null } or { Timestamp: null } or { Signature: null })
        {
            return WebhookError.MissingHeaders;
        }

        if (!SvixId.IsValid(request.Id))
        {
            return WebhookError.InvalidId;
        }

        // The package takes text. Invalid UTF-8 bytes would be replaced, and the verified text would differ from the body.
        if (!Utf8.IsValid(bytes.Span))
        {
            return WebhookError.InvalidEncoding;
        }

        var body = Encoding.UTF8.GetString(bytes.Span);
        WebhookError? error = WebhookError.InvalidSignature;
        foreach (var webhook in _webhooks)
        {
            error = Verify(webhook, request, body);
            if (error is null)
            {
                break;
            }
        }

        return error;
    }

    private static WebhookError? Verify(Webhook webhook, WebhookRequest request, string body)
    {
        try
        {
            webhook.Verify(
                body,
                name =>
                    name switch
                    {
                        "svix-id" => request.Id,
                        "svix-timestamp" => request.Timestamp,
                        "svix-signature" => request.Signature,
                        _ => null,
                    }
            );
            return null;
        }
        catch (WebhookVerificationException exception)
        {
            // The package distinguishes its errors only by their messages.
            return exception.Message is "Message timestamp too old" or "Message timestamp too new"
                ? WebhookError.TimestampOutOfTolerance
                : WebhookError.InvalidSignature;
        }
    }
}
