using System.Globalization;

namespace ClerkSync.Core.Credits;

/// <summary>A position in a user's ledger, which is read newest first. New rows do not shift the following pages.</summary>
/// <param name="Id">The id of the last transaction that was read.</param>
public readonly record struct CreditCursor(long Id)
{
    /// <summary>Parses the result of <see cref="ToString"/>; null for any other text.</summary>
    public static CreditCursor? Find(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? new CreditCursor(id) : null;

    /// <summary>An opaque text for a URL; <see cref="Find"/> parses it.</summary>
    public override string ToString() => Id.ToString(CultureInfo.InvariantCulture);
}
