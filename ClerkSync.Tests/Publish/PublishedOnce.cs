namespace ClerkSync.Tests.Publish;

/// <summary>Publishing is slow, so all test classes share one <see cref="PublishedFixture"/>.</summary>
[CollectionDefinition(Name)]
public sealed class PublishedOnce : ICollectionFixture<PublishedFixture>
{
    public const string Name = "Published";
}
