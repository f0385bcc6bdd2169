using System.Globalization;

namespace ClerkSync.LocalHost.Up;

/// <summary>A running <c>up</c>, as recorded in its data folder.</summary>
/// <param name="Endpoint">The URL that receives Clerk's webhooks.</param>
/// <param name="Console">The URL of the console; null when a setting turns it off.</param>
internal sealed record UpProcess(int Id, Uri Endpoint, Uri? Console = null)
{
    private const string FileName = "up";

    /// <summary>Reads the file; null when there is none. The file of a killed process remains.</summary>
    public static UpProcess? Read(DataFolder data)
    {
        try
        {
            return
                File.ReadAllLines(data.File(FileName)) is [var id, var endpoint, var console]
                && int.TryParse(id, CultureInfo.InvariantCulture, out var number)
                ? new UpProcess(number, new Uri(endpoint), console.Length > 0 ? new Uri(console) : null)
                : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void Write(DataFolder data) =>
        data.WritePrivate(FileName, string.Create(CultureInfo.InvariantCulture, $"{Id}\n{Endpoint}\n{Console}\n"));

    /// <summary>Deletes the file if it exists.</summary>
    public static void Remove(DataFolder data) => File.Delete(data.File(FileName));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"(process {Id}, {Endpoint})");
}
