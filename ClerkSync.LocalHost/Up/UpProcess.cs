using System.Globalization;

namespace ClerkSync.LocalHost.Up;

/// <summary>An <c>up</c> that runs, as it shows itself in its data folder.</summary>
/// <param name="Id">Its process id.</param>
/// <param name="Endpoint">Takes Clerk's webhooks.</param>
internal sealed record UpProcess(int Id, Uri Endpoint)
{
    private const string FileName = "up";

    /// <summary>The one that the file names; null when there is none yet. The file outlives a process that was killed.</summary>
    public static UpProcess? Read(DataFolder data)
    {
        try
        {
            return
                File.ReadAllLines(data.File(FileName)) is [var id, var endpoint]
                && int.TryParse(id, CultureInfo.InvariantCulture, out var number)
                ? new UpProcess(number, new Uri(endpoint))
                : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Writes the file.</summary>
    public void Write(DataFolder data) =>
        data.WritePrivate(FileName, string.Create(CultureInfo.InvariantCulture, $"{Id}\n{Endpoint}\n"));

    /// <summary>Deletes the file if it is there.</summary>
    public static void Remove(DataFolder data) => File.Delete(data.File(FileName));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"(process {Id}, {Endpoint})");
}
