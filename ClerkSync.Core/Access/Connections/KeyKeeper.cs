namespace ClerkSync.Core.Access.Connections;

/// <summary>
/// Stores a tested key where the next start finds it. Only <c>up</c> registers one; elsewhere the process does not write settings.
/// </summary>
/// <param name="keep">Receives the setting's name and the key.</param>
/// <param name="place">Where the key is stored, as messages show it.</param>
internal sealed class KeyKeeper(Action<string, string> keep, string place)
{
    public string Place => place;

    public void Keep(TestedKey key) => keep(key.Setting, key.Value);
}
