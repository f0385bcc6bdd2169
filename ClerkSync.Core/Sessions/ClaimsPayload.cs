using System.Text.Json.Serialization;

namespace ClerkSync.Core.Sessions;

/// <summary>The claims of a session token as Clerk writes them, of both versions. Null means absent.</summary>
/// <remarks>Source: Clerk's documentation, "Session tokens". Setters, as in <see cref="JwtHeader"/>.</remarks>
internal sealed class ClaimsPayload
{
    /// <summary>The version that has <see cref="O"/>. Any other is read as version 1.</summary>
    public const int Second = 2;

    public int V { get; set; } = 1;
    public ClerkId? Sub { get; set; }
    public string? Sid { get; set; }
    public string? Iss { get; set; }
    public string? Azp { get; set; }
    public string? Sts { get; set; }

    [JsonConverter(typeof(NumericDateConverter))]
    public DateTimeOffset? Exp { get; set; }

    [JsonConverter(typeof(NumericDateConverter))]
    public DateTimeOffset? Nbf { get; set; }

    [JsonConverter(typeof(NumericDateConverter))]
    public DateTimeOffset? Iat { get; set; }

    public ActorClaim? Act { get; set; }

    /// <summary>Plans with their scopes, as <see cref="ScopedNames"/> reads them.</summary>
    public string? Pla { get; set; }

    public string? Fea { get; set; }

    public OrganizationClaim? O { get; set; }

    // The organization in version 1.
    public string? OrgId { get; set; }
    public string? OrgSlug { get; set; }
    public string? OrgRole { get; set; }
    public IReadOnlyList<string?>? OrgPermissions { get; set; }
}

/// <summary>A person who acts on the user's behalf.</summary>
internal sealed record ActorClaim(string Sub);

/// <summary>The organization in version 2.</summary>
/// <param name="Slg">Its slug.</param>
/// <param name="Rol">The role, without <c>org:</c>.</param>
/// <param name="Per">The names of permissions, separated by commas.</param>
/// <param name="Fpm">For each feature of the organization the bits of its permissions, as decimal numbers separated by commas.</param>
internal sealed record OrganizationClaim(
    string? Id = null,
    string? Slg = null,
    string? Rol = null,
    string? Per = null,
    string? Fpm = null
);
