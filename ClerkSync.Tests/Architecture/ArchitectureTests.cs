using System.Text.RegularExpressions;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnit;
using ClerkSync.AspNetCore;
using ClerkSync.Cli;
using ClerkSync.Core;
using ClerkSync.Core.Disclosure;
using ClerkSync.Functions;
using ClerkSync.LocalHost.Up;
using ClerkSync.LocalPostgres;
using ClerkSync.SimulatedClerk;
using ClerkSync.SimulatedStripe;
using ClerkSync.Tests.Drivers;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace ClerkSync.Tests.Architecture;

/// <summary>The rules for dependencies, checked in the built assemblies.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly System.Reflection.Assembly Core = typeof(ClerkId).Assembly;
    private static readonly System.Reflection.Assembly Functions = typeof(FunctionsRegistration).Assembly;
    private static readonly System.Reflection.Assembly AspNetCore = typeof(AspNetCoreRegistration).Assembly;

    private static readonly System.Reflection.Assembly[] WholeProduct =
    [
        Core,
        Functions,
        AspNetCore,
        typeof(UpSession).Assembly,
        typeof(LocalPostgresServer).Assembly,
        typeof(SimulatedClerkServer).Assembly,
        typeof(SimulatedStripeServer).Assembly,
        typeof(CommandLine).Assembly,
    ];

    private static readonly ArchUnitNET.Domain.Architecture Product = new ArchLoader()
        .LoadAssemblies(Core, Functions, AspNetCore)
        .Build();

    /// <remarks>
    /// The namespace ClerkSync.Core itself is not a slice. Two types of Disclosure are exempt, because one place decides what is shown of an
    /// exception, and the database throws exceptions that are shown: <see cref="IUserMessage"/> marks them, and <see cref="ShownError"/>
    /// describes the failures that they wrap.
    /// </remarks>
    [Fact]
    public void Database_depends_on_no_other_slice() =>
        Types()
            .That()
            .ResideInNamespaceOrBelow("ClerkSync.Core.Database")
            .Should()
            .NotDependOnAny(
                Types()
                    .That()
                    .ResideInNamespaceMatching(@"^ClerkSync\.Core\.(?!Database(\.|$))")
                    .And()
                    .AreNot(typeof(IUserMessage), typeof(ShownError))
            )
            .Check(Product);

    /// <remarks>WebUtilities is allowed. Clerk's API client builds query strings with it, and nothing in it serves requests.</remarks>
    [Fact]
    public void Core_depends_on_no_http_server() =>
        Types()
            .That()
            .ResideInAssembly(Core)
            .Should()
            .NotDependOnAny(
                Types(includeReferenced: true)
                    .That()
                    .ResideInNamespaceMatching(@"^Microsoft\.(AspNetCore|Azure\.Functions)(\.|$)")
                    .And()
                    .DoNotResideInNamespace("Microsoft.AspNetCore.WebUtilities")
            )
            .Check(Product);

    [Fact]
    public void Product_does_not_depend_on_the_local_tools() =>
        Types()
            .That()
            .ResideInAssembly(Core, Functions, AspNetCore)
            .Should()
            .NotDependOnAny(
                Types(includeReferenced: true)
                    .That()
                    .ResideInNamespaceMatching(
                        @"^ClerkSync\.(LocalHost|LocalPostgres|SimulatedClerk|SimulatedStripe|Cli)(\.|$)"
                    )
            )
            .Check(Product);

    /// <remarks>The stand-in has the same namespaces and types as the package, so this rule covers both.</remarks>
    [Fact]
    public void Only_webhooks_depend_on_Svix_or_its_stand_in() =>
        Types()
            .That()
            .ResideInAssembly(Core, Functions, AspNetCore)
            .And()
            .DoNotResideInNamespaceOrBelow("ClerkSync.Core.Webhooks")
            .Should()
            .NotDependOnAny(Types(includeReferenced: true).That().ResideInNamespaceOrBelow("Svix"))
            .Check(Product);

    /// <remarks>A type and its generic form count as one name. The tests do not reference the bench, so its types are read from its sources.</remarks>
    [Fact]
    public void No_two_types_have_the_same_name() =>
        Assert.Empty(
            WholeProduct
                .Append(typeof(ArchitectureTests).Assembly)
                .SelectMany(assembly => assembly.GetTypes())
                .Where(type =>
                    !type.IsNested && type.Namespace?.StartsWith("ClerkSync.", StringComparison.Ordinal) == true
                )
                .Select(type => type.FullName!.Split('`')[0])
                .Concat(FindTypesOfBench())
                .Distinct()
                .GroupBy(name => name[(name.LastIndexOf('.') + 1)..])
                .Where(types => types.Count() > 1)
                .Select(types => string.Join(" and ", types))
        );

    [Fact]
    public void Mirror_does_not_depend_on_access() =>
        Types()
            .That()
            .ResideInNamespaceOrBelow("ClerkSync.Core.Mirror")
            .Should()
            .NotDependOnAny(Types().That().ResideInNamespaceOrBelow("ClerkSync.Core.Access"))
            .Check(Product);

    [Fact]
    public void Only_the_Stripe_API_client_depends_on_Stripes_package() =>
        Types()
            .That()
            .ResideInAssembly(Core, Functions, AspNetCore)
            .And()
            .DoNotResideInNamespaceOrBelow("ClerkSync.Core.StripeApi")
            .Should()
            .NotDependOnAny(Types(includeReferenced: true).That().ResideInNamespaceMatching(@"^Stripe(\.|$)"))
            .Check(Product);

    [Fact]
    public void Access_decision_uses_no_clock_database_or_network() =>
        Types()
            .That()
            .ResideInNamespace("ClerkSync.Core.Access")
            .Should()
            .NotDependOnAny(
                Types(includeReferenced: true)
                    .That()
                    .ResideInNamespaceMatching(
                        @"^(Npgsql|Dapper|System\.Net|Microsoft|ClerkSync\.Core\..*(Api|Database))(\.|$)"
                    )
                    .Or()
                    .Are(typeof(TimeProvider))
            )
            .Check(Product);

    private static IReadOnlyList<string> FindTypesOfBench()
    {
        var types = ReadTypesOfBench().ToList();
        Assert.Contains("ClerkSync.Bench.Load.LoadBench", types);
        return types;
    }

    private static IEnumerable<string> ReadTypesOfBench() =>
        from file in Directory.EnumerateFiles(
            Path.Combine(Repository.Root, "bench", "ClerkSync.Bench"),
            "*.cs",
            SearchOption.AllDirectories
        )
        let source = File.ReadAllText(file)
        from slice in Namespace().Matches(source)
        from type in TopLevelType().Matches(source)
        select $"{slice.Groups[1]}.{type.Groups[1]}";

    [GeneratedRegex(@"^namespace (ClerkSync\.[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    /// <summary>Nested types are indented.</summary>
    [GeneratedRegex(
        @"^(?:\w+ )*(?:class|record|struct|interface|enum) (?:struct |class )?(\w+)",
        RegexOptions.Multiline
    )]
    private static partial Regex TopLevelType();
}
