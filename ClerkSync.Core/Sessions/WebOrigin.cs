namespace ClerkSync.Core.Sessions;

/// <summary>The origin of a front end, such as <c>https://app.example.com</c>, as a browser writes it.</summary>
internal static class WebOrigin
{
    /// <summary>The origin that a URL consists of; null when it is anything else or more.</summary>
    /// <returns>Without a default port and a slash at the end, the host in lower case.</returns>
    public static string? Find(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var url)
        && value.All(char.IsAscii)
        && url is { Host.Length: > 0, PathAndQuery: "" or "/", UserInfo: "", Fragment: "" }
            ? url.GetLeftPart(UriPartial.Authority)
            : null;
}
