using System.Reflection;
using System.Text.RegularExpressions;
using ClerkSync.AspNetCore;
using ClerkSync.Core;
using ClerkSync.Functions;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Architecture;

/// <summary>A type is public only if an application needs it. <c>public-types.txt</c> has the reason.</summary>
public sealed partial class PublicTypeTests
{
    private static readonly Assembly[] Packages =
    [
        typeof(ClerkId).Assembly,
        typeof(FunctionsRegistration).Assembly,
        typeof(AspNetCoreRegistration).Assembly,
    ];

    [Fact]
    public void Every_public_type_has_a_reason_in_the_list()
    {
        var listed = File.ReadAllLines(
                Path.Combine(Repository.Root, "ClerkSync.Tests", "Architecture", "public-types.txt")
            )
            .Select(line => line.Split(": ", 2))
            .ToList();

        Assert.All(listed, line => Assert.True(line is [_, { Length: > 0 }], line[0]));
        Assert.Equal(
            Packages
                .SelectMany(package => package.GetExportedTypes())
                .Where(type => !type.IsNested && !GeneratedByTheWorker().IsMatch(type.Name))
                .Select(type => type.FullName)
                .Order(StringComparer.Ordinal),
            listed.Select(line => line[0])
        );
    }

    /// <summary>Types that the source generators of the Functions worker add to every function app.</summary>
    [GeneratedRegex("AutoStartup$|HostBuilder|^Generated|^WorkerExtension")]
    private static partial Regex GeneratedByTheWorker();
}
