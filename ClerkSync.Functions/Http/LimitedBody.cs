using System.Globalization;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Functions.Http;

/// <summary>Reads a body that must not be large.</summary>
internal static class LimitedBody
{
    /// <summary>Reads the raw bytes.</summary>
    /// <returns>Null when there are more than <paramref name="maxLength"/>.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(
        HttpRequestData request,
        int maxLength,
        CancellationToken cancellationToken
    )
    {
        var announced = long.TryParse(
            request.FindHeader("Content-Length"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var length
        )
            ? length
            : 0;
        if (announced > maxLength)
        {
            return null;
        }

        using var body = new MemoryStream((int)announced);
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > maxLength)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
