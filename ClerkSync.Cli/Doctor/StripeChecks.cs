using ClerkSync.Cli.Settings;
using ClerkSync.Core;
using ClerkSync.Core.Access.Connections;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.StripeApi;

namespace ClerkSync.Cli.Doctor;

/// <summary>Checks the settings of the access check, which no start reads. Sends nothing to Stripe.</summary>
internal static class StripeChecks
{
    public static IEnumerable<Finding> Run(VerbSettings settings)
    {
        yield return Check(settings, StripeSecretKey.Setting, "not set: access is not checked", CheckKey);
        yield return Check(
            settings,
            StripeAccount.UrlSetting,
            $"{StripeAccount.DefaultUrl} (default)",
            (origin, name) =>
                Finding.Ok(
                    name,
                    $"{StripeAccount.ReadUrl(settings.Configuration).GetLeftPart(UriPartial.Authority)} ({origin})"
                )
        );

        Finding CheckKey(string origin, string name)
        {
            var key = StripeSecretKey.Read(settings.Configuration);
            var found = $"{key} ({origin})";
            return Placeholder.IsSecret(key.Value)
                    ? SettingChecks.Guides(
                        name,
                        $"({origin})",
                        "Copy a key from the page \"API keys\" of the Stripe Dashboard."
                    )
                : KeyModes.FindDifference(FindClerkKey(settings), key) is { } difference
                    ? Finding.Problem(name, found, difference)
                : key is { IsLive: true, IsRestricted: false }
                    ? Finding.Warning(
                        name,
                        found,
                        $"It can change everything in Stripe. A restricted key with {StripeSecretKey.Permissions} is enough."
                    )
                : Finding.Ok(name, found);
        }
    }

    private static Finding Check(VerbSettings settings, string name, string unset, Func<string, string, Finding> check)
    {
        if (settings.FindOrigin(name) is not { } origin)
        {
            return Finding.Ok(name, unset);
        }

        try
        {
            return check(origin, name);
        }
        catch (SettingException exception)
        {
            return Finding.Problem(name, $"malformed ({origin})", ShownError.Describe(exception));
        }
    }

    /// <summary>Null also when the key is malformed, which the check of that setting reports.</summary>
    private static ClerkSecretKey? FindClerkKey(VerbSettings settings)
    {
        try
        {
            return settings.Configuration[ClerkSecretKey.Setting] is { } text ? ClerkSecretKey.Parse(text) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
