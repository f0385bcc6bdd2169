using System.CommandLine;

namespace ClerkSync.Cli.Settings;

/// <summary>An option that takes an <c>http://</c> or <c>https://</c> URL.</summary>
internal sealed class UrlOption : Option<Uri?>
{
    public UrlOption(string name)
        : base(name)
    {
        HelpName = "URL";
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            {
                return url;
            }

            result.AddError($"{name} must be an http:// or https:// URL.");
            return null;
        };
    }
}
