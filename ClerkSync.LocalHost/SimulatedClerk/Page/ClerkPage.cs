using Microsoft.AspNetCore.Http;

namespace ClerkSync.LocalHost.SimulatedClerk.Page;

/// <summary>The page on which people sign up, change and go. It needs no network but this server.</summary>
internal static class ClerkPage
{
    private const string Resource = "SimulatedClerk/page.html";
    private const string KeyPlace = "{{secret_key}}";

    private static readonly Lazy<string> Html = new(Read);

    /// <summary>Answers with it; the page uses the Backend API with the key.</summary>
    public static Task WriteAsync(HttpContext context, string secretKey)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(
            Html.Value.Replace(KeyPlace, secretKey, StringComparison.Ordinal),
            context.RequestAborted
        );
    }

    private static string Read()
    {
        using var reader = new StreamReader(typeof(ClerkPage).Assembly.GetManifestResourceStream(Resource)!);
        return reader.ReadToEnd();
    }
}
