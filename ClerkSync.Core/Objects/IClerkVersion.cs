namespace ClerkSync.Core.Objects;

/// <summary>One version of an object of Clerk's.</summary>
internal interface IClerkVersion
{
    ClerkId Id { get; }

    /// <summary>When Clerk made the object; null where Clerk does not say.</summary>
    DateTimeOffset? CreatedAt { get; }

    /// <summary>Clerk's version of the object.</summary>
    DateTimeOffset UpdatedAt { get; }
}
