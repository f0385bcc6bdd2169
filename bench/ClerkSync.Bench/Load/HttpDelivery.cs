using System.Text;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Bench.Load;

/// <summary>A signed delivery as the bytes of an HTTP request.</summary>
/// <param name="Request">Headers and body.</param>
/// <param name="Answer">Must be contained in the body of the response.</param>
internal sealed record HttpDelivery(byte[] Request, byte[] Answer)
{
    public static HttpDelivery Create(LoadJob job, PlannedDelivery planned)
    {
        var endpoint = job.Endpoint!;
        var delivery = Delivery.Sign(planned.CreateBody(), planned.SvixId, job.Secret);
        var head = $"""
            POST {endpoint.AbsolutePath} HTTP/1.1
            Host: {endpoint.Authority}
            Content-Type: application/json
            Svix-Id: {delivery.SvixId}
            Svix-Timestamp: {delivery.Timestamp}
            Svix-Signature: {delivery.Signature}
            Content-Length: {delivery.Body.Length}


            """.ReplaceLineEndings("\r\n");
        return new HttpDelivery(
            [.. Encoding.ASCII.GetBytes(head), .. delivery.Body],
            job.AnswersOutcome ? Encoding.ASCII.GetBytes($"\"{planned.Outcome}\"") : []
        );
    }
}
