using System.Security.Cryptography;
using ClerkSync.Cli.Doctor;

namespace ClerkSync.Tests.Cli;

/// <summary>A placeholder from a guide is reported as a problem, and its value is not printed.</summary>
public sealed class PlaceholderTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("CLERK_WEBHOOK_SIGNING_SECRET", "whsec_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("CLERK_WEBHOOK_SIGNING_SECRET", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("CLERK_WEBHOOK_SIGNING_SECRET", "whsec_your_secret")]
    [InlineData("CLERK_WEBHOOK_SIGNING_SECRET", "whsec_YourSigningSecretHere1234567")]
    [InlineData("CLERK_WEBHOOK_SIGNING_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("CLERK_WEBHOOK_SIGNING_SECRET", "whsec_123456789012345678901234567890ab")]
    [InlineData("CLERK_WEBHOOK_SIGNING_SECRET", "whsec_…")]
    [InlineData("CLERK_WEBHOOK_SECRET", "whsec_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("CLERK_SECRET_KEY", "sk_test_xxxxxxxxxxxxxxxxxxxx")]
    [InlineData("CLERK_SECRET_KEY", "sk_test_your_key_here")]
    [InlineData("CLERK_SECRET_KEY", "sk_live_...")]
    [InlineData("CLERK_SECRET_KEY", "sk_test_<key>")]
    [InlineData("STRIPE_SECRET_KEY", "sk_test_xxxxxxxxxxxxxxxxxxxx")]
    [InlineData("STRIPE_SECRET_KEY", "rk_live_<key>")]
    [InlineData("ClerkSync__ApiKeys__RevealKey", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("DATABASE_URL", "postgresql://postgres.abc:[YOUR-PASSWORD]@127.0.0.1:1/postgres")]
    [InlineData("DATABASE_URL", "Server=127.0.0.1;Port=1;Database=a;User Id=b;Password={your_password};")]
    public async Task Placeholder_is_reported_as_a_problem_and_not_printed(string name, string value)
    {
        var result = await _folder.RunAsync("doctor --json", (name, value));

        var finding = result.Output.Split('}').Single(part => part.Contains($"\"{name}\"", StringComparison.Ordinal));
        Assert.Contains("\"problem\"", finding, StringComparison.Ordinal);
        Assert.DoesNotContain(value, result.Output + result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("your_password", result.Output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("YOUR-PASSWORD", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_secret_is_not_a_placeholder()
    {
        const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

        var secrets = Enumerable
            .Range(0, 1_000)
            .SelectMany(_ =>
                (string[])
                    [
                        $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(24))}",
                        $"sk_test_{RandomNumberGenerator.GetString(Letters, 42)}",
                    ]
            );

        Assert.DoesNotContain(secrets, Placeholder.IsSecret);
    }

    [Theory]
    [InlineData("hunter2")]
    [InlineData("password")]
    [InlineData("p[a]ss")]
    public void Chosen_password_is_not_a_placeholder(string password) => Assert.False(Placeholder.IsPassword(password));
}
