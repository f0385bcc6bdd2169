using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Interop;

/// <summary>Deliveries that are signed by Svix's own npm package.</summary>
public sealed class SvixInteropTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [NodeFact]
    public async Task Deliveries_signed_by_npm_svix_are_accepted()
    {
        await using var app = await TestApp.StartAsync(database);
        string[] bodies =
        [
            UserEvent.Created(UserEvent.NewId()).ToJson().ToJsonString(),
            """{ "type":"session.created",  "data":{"name":"Zoë \u00e9 😀"} }""",
            """{"type":"session.created","data":{"text":"line\nline"}}""" + "\r\n",
        ];
        var requests = bodies.Select(
            (body, i) =>
                new
                {
                    secret = TestApp.Secret,
                    id = $"msg_npm_{i}",
                    timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
                    body,
                }
        );

        var output = await Node.RunAsync(
            "sign.mjs",
            string.Join('\n', requests.Select(r => JsonSerializer.Serialize(r)))
        );

        var headers = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!);
        foreach (var (body, header) in bodies.Zip(headers))
        {
            var answer = await app.SendAsync(
                new Delivery
                {
                    Body = Encoding.UTF8.GetBytes(body),
                    SvixId = header["id"]!.GetValue<string>(),
                    Timestamp = header["timestamp"]!.GetValue<string>(),
                    Signature = header["signature"]!.GetValue<string>(),
                }
            );
            Assert.True(answer.IsSuccess, $"{body}: {answer.Body}");
        }
    }
}
