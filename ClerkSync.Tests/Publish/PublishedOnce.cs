namespace ClerkSync.Tests.Publish;

/// <summary>Publishing takes long: once for all who look at it.</summary>
[CollectionDefinition(Name)]
public sealed class PublishedOnce : ICollectionFixture<PublishedFixture>
{
    public const string Name = "Published";
}
