using System.Text.RegularExpressions;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Disclosure;

/// <summary>What an exception says is read in one place, <see cref="Core.Disclosure.ShownError"/>.</summary>
public sealed partial class MessageUseTests
{
    private static readonly string[] Projects =
    [
        "ClerkSync.Core",
        "ClerkSync.Functions",
        "ClerkSync.AspNetCore",
        "ClerkSync.LocalPostgres",
        "ClerkSync.SimulatedClerk",
        "ClerkSync.SimulatedStripe",
        "ClerkSync.LocalHost",
        "ClerkSync.Cli",
        "samples",
    ];

    private static readonly Dictionary<string, string> Allowed = new()
    {
        ["ClerkSync.Core/Access/Checks/AccessCheck.cs"] =
            "the own sentences of the Stripe client and of the source, which repeat no answer and no row",
        ["ClerkSync.Core/Access/Checks/AccessOperations.cs"] = "the source's own sentences, which repeat no row",
        ["ClerkSync.Core/Disclosure/ShownError.cs"] = "it decides",
        ["ClerkSync.Core/Settings/SettingException.cs"] = "its own sentences, which repeat no value",
        ["ClerkSync.Core/Settings/SettingReader.cs"] = "compares: one mistake may have two readers",
        ["ClerkSync.Core/StripeApi/StripeApiClient.cs"] = "compares: Stripe tells its reasons apart by their texts",
        ["ClerkSync.Core/StripeApi/StripeApiErrors.cs"] = "takes the name of the missing permission, and nothing else",
        ["ClerkSync.Core/Webhooks/SignatureVerifier.cs"] = "compares: Svix tells its reasons apart by their texts",
        ["ClerkSync.LocalHost/Up/LocalApplication.cs"] = "an application's own mistake, for its developer",
        ["ClerkSync.LocalHost/Up/LocalClerk.cs"] = "the simulated Clerk's own sentence",
        ["ClerkSync.LocalHost/Up/LocalFunctions.cs"] = "an application's own mistake, for its developer",
        ["ClerkSync.SimulatedClerk/Objects/ClerkState.cs"] = "a message to be delivered",
        ["ClerkSync.SimulatedClerk/Deliveries/DeliveryService.cs"] = "a message to be delivered",
        ["ClerkSync.SimulatedClerk/Deliveries/SentDeliveries.cs"] = "a message to be delivered",
        ["ClerkSync.Cli/Mistake.cs"] = "the parser's: what was typed",
    };

    [Fact]
    public void Nobody_else_reads_what_an_exception_says()
    {
        var readers = Projects
            .SelectMany(project =>
                Directory.EnumerateFiles(Path.Combine(Repository.Root, project), "*.cs", SearchOption.AllDirectories)
            )
            .Where(file => Message().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal));

        Assert.Equal(Allowed.Keys.Order(), readers.Order());
    }

    [GeneratedRegex(@"\.Message(Text)?\b(?! *=>)|\bMessage(Text)?: var")]
    private static partial Regex Message();
}
