using System.Globalization;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Functions.Http;

/// <summary>Reads a body that must not be large.</summary>
internal static class LimitedBody
{
    /// <returns>Null when there are more than <paramref name="maxLength"/>.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(
        HttpRequestData request,
        int maxLength,
        CancellationToken cancellationToken
    )
    {
        _ = int.TryParse(
            request.FindHeader("Content-Length"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var announced
        );
        if (announced > maxLength)
        {
            return null;
        }

        // One byte more than announced, so that the end is found without a larger buffer.
        var body = new byte[(announced > 0 ? announced : 4096) + 1];
        var length = 0;
        int read;
        while ((read = await request.Body.ReadAsync(body.AsMemory(length), cancellationToken)) > 0)
        {
            length += read;
            if (length > maxLength)
            {
                return null;
            }

            if (length == body.Length)
            {
                Array.Resize(ref body, 2 * length);
            }
        }

        return body.AsMemory(0, length);
    }
}
