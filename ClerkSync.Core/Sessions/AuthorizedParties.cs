using Microsoft.Extensions.Configuration;

namespace ClerkSync.Core.Sessions;

/// <summary>Reads the origins of the front ends whose session tokens are accepted.</summary>
internal static class AuthorizedParties
{
    public const string Setting = "CLERK_AUTHORIZED_PARTIES";

    /// <summary>Reads <c>CLERK_AUTHORIZED_PARTIES</c>: origins, separated by spaces or commas.</summary>
    /// <returns>An empty list when it is not set. The <c>azp</c> of a token is then not checked.</returns>
    /// <exception cref="SettingException">A value in the list is not an origin.</exception>
    public static IReadOnlyList<string> Read(IConfiguration configuration) =>
        [
            .. (configuration[Setting] ?? "")
                .Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(party =>
                    WebOrigin.Find(party)
                    ?? throw new SettingException(
                        Setting,
                        $"{Setting} must be origins without a path, such as https://app.example.com, separated by spaces or commas."
                    )
                ),
        ];
}
