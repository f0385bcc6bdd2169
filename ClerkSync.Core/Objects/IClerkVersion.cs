namespace ClerkSync.Core.Objects;

/// <summary>One version of a Clerk object.</summary>
internal interface IClerkVersion
{
    ClerkId Id { get; }

    /// <summary>When the object was created in Clerk; null if Clerk does not say.</summary>
    DateTimeOffset? CreatedAt { get; }

    /// <summary>Clerk's <c>updated_at</c>, which is the version.</summary>
    DateTimeOffset UpdatedAt { get; }
}
