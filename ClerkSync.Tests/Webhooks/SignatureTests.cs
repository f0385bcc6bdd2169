using System.Globalization;
using System.Text;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Webhooks;

/// <summary>Checks over real HTTP which deliveries are accepted.</summary>
public sealed class SignatureTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string OtherSecret = "whsec_plJ3nmyCDGBKInavdOK15jsl";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(
        """{"type":"session.created","data":{},"timestamp":1716883200000}"""
    );
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(database);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("svix")]
    [InlineData("webhook")]
    public async Task Branded_and_unbranded_headers_are_accepted(string brand)
    {
        var delivery = Signed() with { Brand = brand };

        Assert.Equal("ignored", (await _app.SendAsync(delivery)).Outcome);
    }

    [Fact]
    public async Task Body_with_a_changed_byte_is_rejected()
    {
        var delivery = Signed();
        for (var i = 0; i < Body.Length; i++)
        {
            var tampered = Body.ToArray();
            tampered[i] ^= 1;

            Assert.Equal("invalid_signature", (await _app.SendAsync(delivery with { Body = tampered })).Code);
        }
    }

    [Fact]
    public async Task Id_with_a_changed_byte_is_rejected()
    {
        var delivery = Signed();
        for (var i = 0; i < delivery.SvixId!.Length; i++)
        {
            var tampered = delivery.SvixId.ToCharArray();
            tampered[i] = tampered[i] == 'x' ? 'y' : 'x';

            Assert.Equal(
                "invalid_signature",
                (await _app.SendAsync(delivery with { SvixId = new string(tampered) })).Code
            );
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Changed_timestamp_is_rejected(int seconds)
    {
        var delivery = Signed();
        var changed = long.Parse(delivery.Timestamp!, CultureInfo.InvariantCulture) + seconds;

        var answer = await _app.SendAsync(delivery with { Timestamp = changed.ToString(CultureInfo.InvariantCulture) });

        Assert.Equal("invalid_signature", answer.Code);
    }

    [Theory]
    [InlineData(-295, "ignored")]
    [InlineData(295, "ignored")]
    [InlineData(-305, "timestamp_out_of_tolerance")]
    [InlineData(305, "timestamp_out_of_tolerance")]
    public async Task Timestamp_is_accepted_within_five_minutes_and_rejected_beyond(int seconds, string expected)
    {
        var answer = await _app.SendAsync(Signed(signedAt: DateTimeOffset.UtcNow.AddSeconds(seconds)));

        Assert.Equal(expected, answer.Outcome ?? answer.Code);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("1e9")]
    [InlineData("99999999999999999999")]
    public async Task Invalid_timestamp_is_rejected(string timestamp)
    {
        var answer = await _app.SendAsync(Signed() with { Timestamp = timestamp });

        Assert.Contains(answer.Code, new[] { "invalid_signature", "missing_headers", "timestamp_out_of_tolerance" });
    }

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    public async Task Missing_header_is_rejected(bool hasId, bool hasTimestamp, bool hasSignature)
    {
        var signed = Signed();
        var delivery = signed with
        {
            SvixId = hasId ? signed.SvixId : null,
            Timestamp = hasTimestamp ? signed.Timestamp : null,
            Signature = hasSignature ? signed.Signature : null,
        };

        Assert.Equal("missing_headers", (await _app.SendAsync(delivery)).Code);
    }

    [Theory]
    [InlineData("v1,AAAA v1a,BBBB {0}")]
    [InlineData("{0} v1,AAAA")]
    [InlineData("v2,AAAA {0} v1,BBBB")]
    public async Task Matching_signature_is_accepted_at_any_position_in_the_list(string list)
    {
        var delivery = Signed();

        var answer = await _app.SendAsync(
            delivery with
            {
                Signature = string.Format(CultureInfo.InvariantCulture, list, delivery.Signature),
            }
        );

        Assert.Equal("ignored", answer.Outcome);
    }

    [Theory]
    [InlineData("v1,")]
    [InlineData("v1")]
    [InlineData(",")]
    [InlineData("v1,not base64")]
    [InlineData("v2,{0}")]
    public async Task Signature_in_another_format_is_rejected(string signature)
    {
        var delivery = Signed();
        var value = delivery.Signature!["v1,".Length..];

        var answer = await _app.SendAsync(
            delivery with
            {
                Signature = string.Format(CultureInfo.InvariantCulture, signature, value),
            }
        );

        Assert.Equal("invalid_signature", answer.Code);
    }

    [Theory]
    [InlineData("{0} {1}")]
    [InlineData("{1},{0}")]
    [InlineData("{1}, {0}")]
    public async Task Two_secrets_are_accepted_in_either_order(string setting)
    {
        await using var app = await TestApp.StartAsync(
            database,
            (
                "CLERK_WEBHOOK_SIGNING_SECRET",
                string.Format(CultureInfo.InvariantCulture, setting, TestApp.Secret, OtherSecret)
            )
        );

        Assert.Equal("ignored", (await app.SendAsync(Signed(TestApp.Secret))).Outcome);
        Assert.Equal("ignored", (await app.SendAsync(Signed(OtherSecret))).Outcome);
    }

    [Fact]
    public async Task Secret_is_also_read_from_the_older_setting_name()
    {
        await using var app = await TestApp.StartAsync(
            database,
            ("CLERK_WEBHOOK_SIGNING_SECRET", ""),
            ("CLERK_WEBHOOK_SECRET", OtherSecret)
        );

        Assert.Equal("ignored", (await app.SendAsync(Signed(OtherSecret))).Outcome);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" , ")]
    public async Task Delivery_is_rejected_when_no_secret_is_set(string setting)
    {
        await using var app = await TestApp.StartAsync(database, ("CLERK_WEBHOOK_SIGNING_SECRET", setting));
        var delivery = Signed();

        var answer = await app.SendAsync(delivery);

        Assert.Equal(("secret_missing", 400), (answer.Code, (int)answer.Status));
        Assert.Null(await database.FindOutcomeAsync(delivery.SvixId!));
        Assert.Contains(app.Logs, line => line.StartsWith("Critical", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("msg_of_another")]
    [InlineData("")]
    public async Task Id_header_of_the_other_brand_is_ignored(string otherId)
    {
        var delivery = Signed() with { Brand = "webhook" };
        using var request = delivery.ToRequest(new Uri(_app.Http.BaseAddress!, "api/webhooks/clerk"));
        request.Headers.TryAddWithoutValidation("svix-id", otherId);

        using var response = await _app.Http.SendAsync(request);

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal("ignored", await database.FindOutcomeAsync(delivery.SvixId!));
        Assert.Null(await database.FindOutcomeAsync(otherId));
    }

    [Fact]
    public async Task Rejected_delivery_is_not_recorded()
    {
        var delivery = Signed(OtherSecret);

        var answer = await _app.SendAsync(delivery);

        Assert.Equal("invalid_signature", answer.Code);
        Assert.Null(await database.FindOutcomeAsync(delivery.SvixId!));
    }

    private static Delivery Signed(string? secret = null, DateTimeOffset? signedAt = null) =>
        Delivery.Sign(Body, $"msg_{Guid.NewGuid():n}", secret ?? TestApp.Secret, signedAt);
}
