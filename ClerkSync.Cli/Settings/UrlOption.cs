using System.CommandLine;
using ClerkSync.Core;

namespace ClerkSync.Cli.Settings;

/// <summary>An option whose value is an <c>http://</c> or <c>https://</c> URL.</summary>
internal sealed class UrlOption : Option<Uri?>
{
    public UrlOption(string name)
        : base(name)
    {
        HelpName = "URL";
        CustomParser = result =>
        {
            var url = HttpUrl.Find(result.Tokens[0].Value);
            if (url is null)
            {
                result.AddError($"{name} must be an http:// or https:// URL.");
            }

            return url;
        };
    }
}
