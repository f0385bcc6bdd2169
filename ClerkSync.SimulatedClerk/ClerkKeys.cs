using System.Security.Cryptography;
using ClerkSync.SimulatedClerk.Objects;
using ClerkSync.SimulatedClerk.Tokens;

namespace ClerkSync.SimulatedClerk;

/// <summary>What distinguishes one simulated Clerk from another; made once.</summary>
/// <param name="InstanceId">Shaped like <c>ins_…</c>.</param>
/// <param name="SecretKey">Opens the Backend API; shaped like <c>sk_test_…</c>.</param>
/// <param name="SigningKeyPem">Signs session tokens.</param>
internal sealed record ClerkKeys(string InstanceId, string SecretKey, string SigningKeyPem)
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int SecretLength = 42;

    /// <summary>Those of a folder; made and kept the first time.</summary>
    /// <param name="folder">Null makes new ones and keeps them nowhere.</param>
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
