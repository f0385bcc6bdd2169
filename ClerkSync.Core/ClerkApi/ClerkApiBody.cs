using System.Buffers;

namespace ClerkSync.Core.ClerkApi;

/// <summary>The bytes of one whole response, in a pooled buffer: a page may have megabytes, and there are thousands of pages.</summary>
internal sealed class ClerkApiBody : IDisposable
{
    private const int FirstLength = 64 * 1024;

    // 500 users with all metadata at Clerk's limit take less than a third of it.
    private const int MaxLength = 64 * 1024 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstLength);
    private int _length;

    private ClerkApiBody() { }

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <exception cref="IOException">The response ended too early.</exception>
    /// <exception cref="InvalidDataException">Its compression is broken, or it is too long.</exception>
    public static async Task<ClerkApiBody> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var body = new ClerkApiBody();
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellationToken);
            while (await stream.ReadAsync(body._buffer.AsMemory(body._length), cancellationToken) is > 0 and var count)
            {
                body._length += count;
                body.EnsureSpace();
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private void EnsureSpace()
    {
        if (_length < _buffer.Length)
        {
            return;
        }

        if (_length >= MaxLength)
        {
            throw new InvalidDataException();
        }

        var larger = ArrayPool<byte>.Shared.Rent(_length * 2);
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
