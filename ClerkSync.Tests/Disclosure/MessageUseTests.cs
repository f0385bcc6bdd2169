using System.Text.RegularExpressions;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Disclosure;

/// <summary>Exception messages are read in one place, <see cref="Core.Disclosure.ShownError"/>.</summary>
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
            "the messages of the Stripe client and of the source, which contain no response and no row",
        ["ClerkSync.Core/Access/Checks/AccessOperations.cs"] = "the messages of the source, which contain no row",
        ["ClerkSync.Core/Disclosure/ShownError.cs"] = "decides which messages are shown",
        ["ClerkSync.Core/Settings/SettingException.cs"] = "its own messages, which contain no value",
        ["ClerkSync.Core/Settings/SettingReader.cs"] = "compares messages: two readers can report the same error",
        ["ClerkSync.Core/StripeApi/StripeApiClient.cs"] =
            "compares messages: Stripe distinguishes its errors only by their text",
        ["ClerkSync.Core/StripeApi/StripeApiErrors.cs"] = "reads only the name of the missing permission",
        ["ClerkSync.Core/Webhooks/SignatureVerifier.cs"] =
            "compares messages: Svix distinguishes its errors only by their text",
        ["ClerkSync.LocalHost/Up/LocalApplication.cs"] = "shows an error of the application to its developer",
        ["ClerkSync.LocalHost/Up/LocalClerk.cs"] = "shows a message of the simulated Clerk",
        ["ClerkSync.LocalHost/Up/LocalFunctions.cs"] = "shows an error of the application to its developer",
        ["ClerkSync.SimulatedClerk/Objects/ClerkState.cs"] = "Message is a webhook message here",
        ["ClerkSync.SimulatedClerk/Deliveries/DeliveryService.cs"] = "Message is a webhook message here",
        ["ClerkSync.SimulatedClerk/Deliveries/SentDeliveries.cs"] = "Message is a webhook message here",
        ["ClerkSync.Cli/Mistake.cs"] = "shows a message of the command line parser",
    };

    [Fact]
    public void Only_allowed_files_read_exception_messages()
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
