using ArchUnitNET.Loader;
using ArchUnitNET.xUnit;
using ClerkSync.Core;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Json;
using ClerkSync.Functions;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace ClerkSync.Tests.Architecture;

/// <summary>What may depend on what, read from the built assemblies.</summary>
public sealed class ArchitectureTests
{
    private static readonly System.Reflection.Assembly Core = typeof(ClerkId).Assembly;
    private static readonly System.Reflection.Assembly Functions = typeof(FunctionsRegistration).Assembly;

    private static readonly ArchUnitNET.Domain.Architecture Product = new ArchLoader()
        .LoadAssemblies(Core, Functions)
        .Build();

    /// <remarks>
    /// The namespace ClerkSync.Core itself is not a slice. <see cref="IUserMessage"/> marks exceptions whose text is shown,
    /// <see cref="ShownError"/> words the failure inside such an exception, and <see cref="JsonText"/> compares the <c>jsonb</c> columns
    /// of a row with what Clerk has.
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
                    .AreNot(typeof(IUserMessage), typeof(ShownError), typeof(JsonText))
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
            .ResideInAssembly(Core, Functions)
            .Should()
            .NotDependOnAny(
                Types(includeReferenced: true)
                    .That()
                    .ResideInNamespaceMatching(@"^ClerkSync\.(LocalHost|LocalPostgres|SimulatedClerk|Cli)(\.|$)")
            )
            .Check(Product);

    /// <remarks>The stand-in has the namespaces and the types of the package. Only this slice can therefore come to depend on it.</remarks>
    [Fact]
    public void Only_webhooks_depend_on_Svix_or_its_stand_in() =>
        Types()
            .That()
            .ResideInAssembly(Core, Functions)
            .And()
            .DoNotResideInNamespaceOrBelow("ClerkSync.Core.Webhooks")
            .Should()
            .NotDependOnAny(Types(includeReferenced: true).That().ResideInNamespaceOrBelow("Svix"))
            .Check(Product);
}
