namespace ClerkSync.LocalPostgres;

/// <summary>An incomplete folder that an interrupted run left behind.</summary>
internal static class Leftover
{
    /// <summary>
    /// Deletes the folder. If a program of the interrupted run still writes to it, leaves it for a later run.
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
