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
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace ClerkSync.Tests.Architecture;

/// <summary>What may depend on what, read from the built assemblies.</summary>
public sealed class ArchitectureTests
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
    /// The namespace ClerkSync.Core itself is not a slice. <see cref="IUserMessage"/> marks exceptions whose text is shown, and
    /// <see cref="ShownError"/> words the failure inside such an exception.
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

    /// <remarks>WebUtilities is allowed: the client of Clerk's API builds query strings with it, and nothing in it serves requests.</remarks>
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
    public void Product_depends_on_nothing_that_runs_on_a_laptop() =>
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

    /// <remarks>The stand-in has the namespaces and the types of the package. Only this slice can therefore come to depend on it.</remarks>
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

    /// <remarks>A type and its generic form are one word.</remarks>
    [Fact]
    public void No_two_types_have_the_same_name() =>
        Assert.Empty(
            WholeProduct
                .SelectMany(assembly => assembly.GetTypes())
                .Where(type =>
                    !type.IsNested && type.Namespace?.StartsWith("ClerkSync.", StringComparison.Ordinal) == true
                )
                .Select(type => type.FullName!.Split('`')[0])
                .Distinct()
                .GroupBy(name => name[(name.LastIndexOf('.') + 1)..])
                .Where(types => types.Count() > 1)
                .Select(types => string.Join(" and ", types))
        );

    [Fact]
    public void Mirror_does_not_depend_on_access_which_depends_on_it() =>
        Types()
            .That()
            .ResideInNamespaceOrBelow("ClerkSync.Core.Mirror")
            .Should()
            .NotDependOnAny(Types().That().ResideInNamespaceOrBelow("ClerkSync.Core.Access"))
            .Check(Product);

    [Fact]
    public void Only_the_client_of_Stripes_API_depends_on_Stripes_package() =>
        Types()
            .That()
            .ResideInAssembly(Core, Functions, AspNetCore)
            .And()
            .DoNotResideInNamespaceOrBelow("ClerkSync.Core.StripeApi")
            .Should()
            .NotDependOnAny(Types(includeReferenced: true).That().ResideInNamespaceMatching(@"^Stripe(\.|$)"))
            .Check(Product);

    [Fact]
    public void The_decision_about_access_reads_no_clock_no_database_and_no_network() =>
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
}
