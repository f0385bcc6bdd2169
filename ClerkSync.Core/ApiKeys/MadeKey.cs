namespace ClerkSync.Core.ApiKeys;

/// <summary>A new key, and what is stored of it.</summary>
internal sealed record MadeKey(Guid Id, string Key, string Shown, byte[] Hash, byte[]? Sealed)
{
    /// <param name="isSealed">Whether an encrypted copy is kept, if the settings allow that.</param>
    public static MadeKey Create(ClerkSyncSettings settings, bool isSealed)
    {
        var id = Guid.CreateVersion7();
        var key = ApiKeyText.Create(settings.ApiKeyPrefix);
        return new MadeKey(
            id,
            key,
            ApiKeyText.Shown(key, settings.ApiKeyPrefix),
            ApiKeyText.Hash(key),
            isSealed && settings.RevealKey is { } revealKey ? ApiKeySeal.Close(key, id, revealKey) : null
        );
    }

    public override string ToString() => Shown;
}
