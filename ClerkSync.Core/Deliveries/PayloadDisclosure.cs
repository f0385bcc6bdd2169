using ClerkSync.Core.Database;
using ClerkSync.Core.Webhooks;

namespace ClerkSync.Core.Deliveries;

/// <summary>Returns stored payloads. They contain personal data, so each read is recorded in <c>payload_reads</c>.</summary>
public sealed class PayloadDisclosure
{
    private readonly DatabaseWriter _writer;

    internal PayloadDisclosure(DatabaseWriter writer) => _writer = writer;

    /// <summary>Returns null, and records nothing, if the payload is not stored.</summary>
    internal async Task<byte[]?> ShowAsync(SvixId svixId, CancellationToken cancellationToken) =>
        (
            await _writer.WriteAsync(
                transaction =>
                    transaction.QueryAsync<byte[]>(
                        """
                        with shown as (
                            select svix_id, payload from webhook_deliveries where svix_id = @SvixId and payload is not null
                        ),
                        recorded as (
                            insert into payload_reads (svix_id) select svix_id from shown
                        )
                        select payload from shown
                        """,
                        new { SvixId = svixId.Value }
                    ),
                cancellationToken
            )
        ).SingleOrDefault();
}
