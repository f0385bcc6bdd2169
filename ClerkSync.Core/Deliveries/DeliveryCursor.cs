using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ClerkSync.Core.Webhooks;

namespace ClerkSync.Core.Deliveries;

/// <summary>A position in the delivery log, newest first. Later rows come before it, so a reader misses none.</summary>
/// <param name="ReceivedAt">When the delivery first arrived; never changes.</param>
/// <param name="SvixId">Orders deliveries that arrived at the same time.</param>
internal readonly record struct DeliveryCursor(DateTimeOffset ReceivedAt, SvixId SvixId)
{
    /// <summary>Parses the result of <see cref="ToString"/>; null for any other text.</summary>
    public static DeliveryCursor? Find(string text)
    {
        if (!Base64Url.IsValid(text))
        {
            return null;
        }

        return
            Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(':', 2) is [var ticks, var svixId]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && at <= DateTimeOffset.MaxValue.Ticks
            && DeliveryQuery.IsStorable(svixId)
            ? new DeliveryCursor(new DateTimeOffset(at, TimeSpan.Zero), new SvixId(svixId))
            : null;
    }

    /// <summary>An opaque text for a URL; <see cref="Find"/> parses it.</summary>
    public override string ToString() =>
        Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{ReceivedAt.UtcTicks}:{SvixId}"))
        );
}
