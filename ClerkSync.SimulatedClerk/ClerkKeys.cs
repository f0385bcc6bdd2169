using System.Security.Cryptography;
using ClerkSync.SimulatedClerk.Objects;
using ClerkSync.SimulatedClerk.Tokens;

namespace ClerkSync.SimulatedClerk;

/// <summary>The keys that identify one simulated Clerk. They are created once.</summary>
/// <param name="InstanceId">Shaped like <c>ins_…</c>.</param>
/// <param name="SecretKey">The key of the Backend API; shaped like <c>sk_test_…</c>.</param>
/// <param name="SigningKeyPem">The private key that signs session tokens.</param>
internal sealed record ClerkKeys(string InstanceId, string SecretKey, string SigningKeyPem)
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int SecretLength = 42;

    /// <summary>Returns the keys that are stored in a folder. Creates and stores them on the first call.</summary>
    /// <param name="folder">Null creates new keys and does not store them.</param>
    public static ClerkKeys Ensure(string? folder)
    {
        Func<string, Func<string>, string> ensure = folder is null
            ? (_, make) => make()
            : (name, make) => PrivateFile.Ensure(Path.Combine(folder, name), make);
        return new ClerkKeys(
            ensure("instance-id", () => SimulatedIds.Draw("ins")),
            ensure("secret-key", () => $"sk_test_{RandomNumberGenerator.GetString(Alphabet, SecretLength)}"),
            ensure("signing-key.pem", TokenSigner.CreatePem)
        );
    }
}
