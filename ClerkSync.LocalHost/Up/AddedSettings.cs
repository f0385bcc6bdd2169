namespace ClerkSync.LocalHost.Up;

/// <summary>
/// What a server that is started without <c>up</c> adds to the settings in the data folder. Several servers may do so at once.
/// </summary>
internal sealed class AddedSettings(DataFolder data)
{
    /// <summary>Checks that the settings may be replaced, before the server is started.</summary>
    /// <param name="names">Those that will be replaced.</param>
    /// <param name="cancellationToken">Ends the waiting for another process.</param>
    /// <exception cref="UpException"><c>up</c> runs on the data folder, or an earlier <c>up</c> was given one of them.</exception>
    public async Task CheckAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        using var held = await RunningUp.TakeAsync(data, cancellationToken);
        if (GivenSettings.ReadNames(data.ReadSettings()).Intersect(names).ToList() is { Count: > 0 } given)
        {
            throw new UpException(
                $"An earlier up was given {string.Join(", ", given)} and keeps that in {data.SettingsFile}. "
                    + "Give another data folder with --data, or run up --simulate once, which forgets it."
            );
        }
    }

    /// <summary>Adds settings, or replaces those of the same name. The others stay.</summary>
    /// <exception cref="UpException"><c>up</c> runs on the data folder.</exception>
    public async Task AddAsync(
        IReadOnlyList<KeyValuePair<string, string>> settings,
        CancellationToken cancellationToken
    )
    {
        using var held = await RunningUp.TakeAsync(data, cancellationToken);
        var all = new Dictionary<string, string>(data.ReadSettings());
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        data.WriteSettings(all);
    }
}
