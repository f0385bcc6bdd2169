namespace ClerkSync.Core.Instance;

/// <summary>A key or a delivery belongs to another Clerk instance than the database.</summary>
/// <param name="Recorded">The instance that the database belongs to.</param>
/// <param name="Other">The instance of the key or the delivery.</param>
internal sealed record InstanceMismatch(string Recorded, string Other)
{
    /// <summary>The message for a delivery.</summary>
    public string OfDelivery =>
        $"The delivery comes from the Clerk instance {Other}, but the database belongs to {Recorded}. "
        + $"Remove this endpoint in the Clerk Dashboard, or point it at a deployment with a database of its own. {Reset}";

    /// <summary>The message for a key whose use is rejected.</summary>
    public string OfKey => $"{Comparison} Nothing was changed. {Remedy}";

    /// <summary>The message for a key when the caller continues without it.</summary>
    public string OfUnusedKey => $"{Comparison} {Remedy}";

    private string Comparison =>
        $"The database belongs to the Clerk instance {Recorded}, but CLERK_SECRET_KEY belongs to {Other}.";

    private string Remedy => $"Use the key of {Recorded}, or another database. {Reset}";

    private string Reset =>
        $"If the database should belong to {Other} from now on, run: clerksync instance reset --yes";
}
