using System.Text.Json.Serialization;
using ClerkSync.Core.Users;

namespace ClerkSync.Core.Deliveries;

/// <summary>A page of the delivery log, newest first.</summary>
/// <param name="Deliveries">At most <see cref="DeliveryQuery.Limit"/>.</param>
/// <param name="Next">The cursor of the next page; null on the last page.</param>
internal sealed record DeliveryPage(IReadOnlyList<DeliveryRecord> Deliveries, string? Next)
{
    /// <summary>The users of <see cref="Deliveries"/> that have a row. Absent unless they were requested.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FoundPerson>? People { get; init; }
}
