namespace ClerkSync.Core.Sessions;

/// <summary>Plans or features of Clerk Billing, by owner. Each is Clerk's slug without the scope, such as <c>pro</c>.</summary>
/// <param name="OfOrganization">Those of the user's active organization.</param>
public sealed record ScopedNames(IReadOnlyList<string> OfUser, IReadOnlyList<string> OfOrganization)
{
    internal static ScopedNames None { get; } = new([], []);

    /// <summary>Reads a claim such as <c>u:pro,o:team,uo:exports</c>; null when an element has no scope.</summary>
    /// <remarks>An element with another scope is left out. Source: @clerk/shared 4.36.0, <c>splitByScope</c>.</remarks>
    internal static ScopedNames? Find(string? claim)
    {
        if (claim is null or "")
        {
            return None;
        }

        List<string> ofUser = [];
        List<string> ofOrganization = [];
        foreach (var range in claim.AsSpan().Split(','))
        {
            var element = claim.AsSpan(range).Trim();
            if (element.IndexOf(':') is not (>= 0 and var colon))
            {
                return null;
            }

            var scope = element[..colon];
            var name = element[(colon + 1)..].ToString();
            if (scope is "u" or "uo" or "ou")
            {
                ofUser.Add(name);
            }

            if (scope is "o" or "uo" or "ou")
            {
                ofOrganization.Add(name);
            }
        }

        return new ScopedNames(ofUser, ofOrganization);
    }
}
