namespace ClerkSync.LocalPostgres;

/// <summary>A folder that an interrupted run left half made.</summary>
internal static class Leftover
{
    /// <summary>
    /// Deletes it; or leaves it to a later run, when a program of the interrupted one is still writing to it.
    /// </summary>
    public static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException) { }
    }
}
