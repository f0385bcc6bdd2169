namespace ClerkSync.Core.Deliveries;

/// <summary>Some rows of the delivery log, newest first.</summary>
/// <param name="Deliveries">At most as many as were asked for.</param>
/// <param name="Next">What the next page comes after; null when this is the last.</param>
public sealed record DeliveryPage(IReadOnlyList<DeliveryRecord> Deliveries, string? Next);
