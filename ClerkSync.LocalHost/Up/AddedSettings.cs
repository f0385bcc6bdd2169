namespace ClerkSync.LocalHost.Up;

/// <summary>Adds the settings of a server that runs without <c>up</c> to the data folder. Several servers may do so concurrently.</summary>
internal sealed class AddedSettings(DataFolder data)
{
    /// <summary>Checks before the start of the server that the settings may be replaced.</summary>
    /// <param name="names">The settings to be replaced.</param>
    /// <exception cref="UpException"><c>up</c> uses the data folder, or an earlier <c>up</c> was given one of the settings.</exception>
    public async Task CheckAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        using var held = await RunningUp.TakeAsync(data, cancellationToken);
        if (GivenSettings.ReadNames(data.ReadSettings()).Intersect(names).ToList() is { Count: > 0 } given)
        {
            throw new UpException(
                $"An earlier up was given {string.Join(", ", given)} and keeps these settings in {data.SettingsFile}. "
                    + "Choose another data folder with --data, or run up --simulate once to forget them."
            );
        }
    }

    /// <summary>Adds settings, or replaces those with the same name. Other settings do not change.</summary>
    /// <exception cref="UpException"><c>up</c> uses the data folder.</exception>
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
