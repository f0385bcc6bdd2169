using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ClerkSync.Tests.Drivers;

/// <summary>Authenticates to Postgres by SCRAM-SHA-256, for a relay between Postgres and a client.</summary>
/// <remarks>Source: RFC 5802, section 3.</remarks>
internal sealed class ScramLogin(string password)
{
    private const int Final = 12;

    /// <summary>Continues after the startup message, and returns when the server has accepted the password.</summary>
    public async Task EnterAsync(Stream server)
    {
        await TokenGate.ReadAsync(server);
        var first = $"n=,r={Convert.ToBase64String(RandomNumberGenerator.GetBytes(18))}";
        var body = Encoding.UTF8.GetBytes($"n,,{first}");
        await TokenGate.WriteAsync(server, 'p', [.. "SCRAM-SHA-256\0"u8, .. TokenGate.Int32(body.Length), .. body]);
        var challenge = Encoding.UTF8.GetString((await TokenGate.ReadAsync(server)).Body.AsSpan(4));
        await TokenGate.WriteAsync(server, 'p', Encoding.UTF8.GetBytes(Answer(first, challenge)));
        var (_, last) = await TokenGate.ReadAsync(server);
        Assert.Equal(Final, BinaryPrimitives.ReadInt32BigEndian(last));
        await TokenGate.ReadAsync(server);
    }

    private string Answer(string first, string challenge)
    {
        var parts = challenge.Split(',').ToDictionary(part => part[0], part => part[2..]);
        var salted = Rfc2898DeriveBytes.Pbkdf2(
            password,
            Convert.FromBase64String(parts['s']),
            int.Parse(parts['i'], System.Globalization.CultureInfo.InvariantCulture),
            HashAlgorithmName.SHA256,
            32
        );
        var key = HMACSHA256.HashData(salted, "Client Key"u8);
        var answer = $"c=biws,r={parts['r']}";
        var signature = HMACSHA256.HashData(
            SHA256.HashData(key),
            Encoding.UTF8.GetBytes($"{first},{challenge},{answer}")
        );
        var proof = key.Zip(signature, (left, right) => (byte)(left ^ right)).ToArray();
        return $"{answer},p={Convert.ToBase64String(proof)}";
    }
}
