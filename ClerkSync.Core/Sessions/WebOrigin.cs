namespace ClerkSync.Core.Sessions;

/// <summary>The origin of a front end, such as <c>https://app.example.com</c>, as a browser writes it.</summary>
internal static class WebOrigin
{
    /// <summary>Null when the text is not an origin, or has more parts than an origin.</summary>
    /// <returns>Without a default port and a trailing slash, the host in lower case.</returns>
    public static string? Find(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var url)
        && value.All(char.IsAscii)
        && url is { Host.Length: > 0, PathAndQuery: "" or "/", UserInfo: "", Fragment: "" }
            ? url.GetLeftPart(UriPartial.Authority)
            : null;
}
