using System.Globalization;
using System.Numerics;

namespace ClerkSync.Core.Sessions;

/// <summary>The user's active organization.</summary>
public sealed record SessionOrganization
{
    public required ClerkId Id { get; init; }

    /// <summary>The organization's slug; null when it has none.</summary>
    public string? Slug { get; init; }

    /// <summary>The user's role in it, such as <c>org:admin</c>; null when the token has none.</summary>
    public string? Role { get; init; }

    /// <summary>The user's permissions in it, such as <c>org:invoices:read</c>, without Clerk's system permissions.</summary>
    public required IReadOnlyList<string> Permissions { get; init; }

    /// <summary>Reads a token of either version; null when there is no active organization.</summary>
    internal static SessionOrganization? Find(ClaimsPayload claims, IReadOnlyList<string> features) =>
        claims switch
        {
            { V: ClaimsPayload.Second, O: { Id: { Length: > 0 } id } organization } => new SessionOrganization
            {
                Id = new ClerkId(id),
                Slug = organization.Slg,
                Role = organization.Rol is { Length: > 0 } role ? $"org:{role}" : null,
                Permissions = ReadPermissions(features, organization.Per, organization.Fpm),
            },
            { V: not ClaimsPayload.Second, OrgId: { Length: > 0 } id } => new SessionOrganization
            {
                Id = new ClerkId(id),
                Slug = claims.OrgSlug,
                Role = claims.OrgRole,
                Permissions = [.. claims.OrgPermissions?.OfType<string>() ?? []],
            },
            _ => null,
        };

    /// <summary>Decodes the permissions of version 2.</summary>
    /// <param name="features">The organization's features, in the order of the token.</param>
    /// <param name="per">Names, separated by commas.</param>
    /// <param name="fpm">For each feature a decimal number: bit i stands for name i. Anything else grants nothing.</param>
    /// <remarks>Source: @clerk/shared 4.36.0, <c>jwtPayloadParser</c>.</remarks>
    private static List<string> ReadPermissions(IReadOnlyList<string> features, string? per, string? fpm)
    {
        if (per is null or "" || fpm is null or "")
        {
            return [];
        }

        var names = per.Split(',', StringSplitOptions.TrimEntries);
        var masks = fpm.AsSpan().Split(',');
        List<string> permissions = [];
        foreach (var feature in features)
        {
            var bits = masks.MoveNext() ? ReadBits(fpm.AsSpan(masks.Current)) : BigInteger.Zero;
            for (var i = 0; i < names.Length; i++)
            {
                if (!(bits >> i).IsEven)
                {
                    permissions.Add($"org:{feature}:{names[i]}");
                }
            }
        }

        return permissions;
    }

    private static BigInteger ReadBits(ReadOnlySpan<char> number) =>
        BigInteger.TryParse(number.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            ? bits
            : BigInteger.Zero;
}
