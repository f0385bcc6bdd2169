using System.Text.Json;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.Sessions;

/// <summary>The claims of a verified session token.</summary>
public sealed class SessionClaims
{
    public required ClerkId UserId { get; init; }

    /// <summary>The session, such as <c>sess_2g7np7…</c>.</summary>
    public required string SessionId { get; init; }

    public required string Issuer { get; init; }

    /// <summary>The origin of the front end that the token was created for; null when the token has none.</summary>
    public string? AuthorizedParty { get; init; }

    /// <summary>When the token expires. It is accepted for 5 s more.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the token was issued; null when the token does not say.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>The id of the person who acts on the user's behalf; null when no one does.</summary>
    public string? Actor { get; init; }

    /// <summary>The user's active organization; null when there is none.</summary>
    public SessionOrganization? Organization { get; init; }

    /// <summary>The plans of Clerk Billing.</summary>
    public required ScopedNames Plans { get; init; }

    /// <summary>The features of Clerk Billing.</summary>
    public required ScopedNames Features { get; init; }

    /// <summary>All claims as UTF-8: one JSON object. It may contain personal data.</summary>
    public required ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>Finds a claim that the application added to its tokens, such as <c>email</c>; null when it is not a string.</summary>
    /// <param name="claim">The name of a member of the JSON object. If two members have the name, the last one counts.</param>
    public string? FindText(string claim)
    {
        var reader = new Utf8JsonReader(Json.Span, new JsonReaderOptions { MaxDepth = ClerkJson.MaxDepth });
        reader.Read();
        string? found = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isWanted = reader.ValueTextEquals(claim);
            reader.Read();
            if (isWanted)
            {
                found = ReadText(ref reader);
            }

            reader.Skip();
        }

        return found;
    }

    private static string? ReadText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate, which is not text.
            return null;
        }
    }
}
