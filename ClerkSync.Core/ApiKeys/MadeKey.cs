namespace ClerkSync.Core.ApiKeys;

/// <summary>A key and what is stored of it.</summary>
internal sealed record MadeKey(Guid Id, string Key, string Shown, byte[] Hash, byte[]? Sealed)
{
    /// <param name="settings">What it looks like.</param>
    /// <param name="isSealed">Whether it is kept, encrypted, where the settings allow that.</param>
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
