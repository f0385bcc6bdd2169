namespace ClerkSync.Core.Access.Connections;

/// <summary>Keeps a tested key where the next start finds it. Only <c>up</c> has one: elsewhere settings are not the process's to write.</summary>
/// <param name="keep">Gets the setting's name and the key.</param>
/// <param name="place">Where it is kept, for a person.</param>
internal sealed class KeyKeeper(Action<string, string> keep, string place)
{
    public string Place => place;

    public void Keep(TestedKey key) => keep(key.Setting, key.Value);
}
