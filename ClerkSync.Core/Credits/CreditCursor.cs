using System.Globalization;

namespace ClerkSync.Core.Credits;

/// <summary>A place in a user's ledger, newest first. Rows that are written later come before it, so a reader misses none.</summary>
/// <param name="Id">The last transaction that was read.</param>
public readonly record struct CreditCursor(long Id)
{
    /// <summary>Reads <see cref="ToString"/>; null when it is something else.</summary>
    public static CreditCursor? Find(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? new CreditCursor(id) : null;

    /// <summary>A text for a URL, which promises nothing but that <see cref="Find"/> reads it.</summary>
    public override string ToString() => Id.ToString(CultureInfo.InvariantCulture);
}
