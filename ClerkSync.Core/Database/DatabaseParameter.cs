using System.Globalization;

namespace ClerkSync.Core.Database;

/// <summary>A parameter of <c>DATABASE_URL</c>.</summary>
/// <param name="Name">libpq's name, or a vendor's.</param>
/// <param name="Value">Decoded; it may be a secret.</param>
internal readonly record struct DatabaseParameter(string Name, string Value)
{
    /// <summary>Returns only the name, because the generated text would contain the value.</summary>
    public override string ToString() => Name;

    public int ReadNumber(int least, int most) =>
        int.TryParse(Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= least
        && number <= most
            ? number
            : throw Reject($"a whole number from {least} to {most}");

    public T Choose<T>(params (string Word, T Choice)[] choices)
    {
        var value = Value;
        return choices.Any(choice => choice.Word == value)
            ? choices.First(choice => choice.Word == value).Choice
            : throw Reject($"one of {string.Join(", ", choices.Select(choice => choice.Word))}");
    }

    /// <param name="shape">The end of a sentence that starts with the name and "must be".</param>
    public SettingException Reject(string shape) =>
        DatabaseUrl.Reject($"has the parameter {Name}, which must be {shape}");
}
