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
    /// <param name="request">Its headers and raw bytes.</param>
    /// <returns>Null when the delivery is genuine.</returns>
    public WebhookError? Verify(WebhookRequest request)
    {
        if (_webhooks.Length == 0)
        {
            return WebhookError.SecretMissing;
        }

        // The package takes text. Bytes that are not UTF-8 would be replaced, and then something else is verified.
        if (!Utf8.IsValid(request.Body.Span))
        {
            return WebhookError.InvalidEncoding;
        }

        var body = Encoding.UTF8.GetString(request.Body.Span);
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
            webhook.Verify(body, name => name is null ? null : request.Header(name));
            return null;
        }
        // The package tells its reasons apart by their texts alone.
        catch (WebhookVerificationException exception)
        {
            return exception.Message switch
            {
                "Missing Required Headers" => WebhookError.MissingHeaders,
                "Message timestamp too old" or "Message timestamp too new" => WebhookError.TimestampOutOfTolerance,
                _ => WebhookError.InvalidSignature,
            };
        }
    }
}
