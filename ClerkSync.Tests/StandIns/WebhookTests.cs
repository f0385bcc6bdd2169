using System.Globalization;
using Svix;
using Svix.Exceptions;

namespace ClerkSync.Tests.StandIns;

/// <summary>Tests of the Svix stand-in. They also pass with the Svix package.</summary>
public sealed class WebhookTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Payload = """{"test": 2432232314}""";

    private readonly Webhook _webhook = new(Secret);

    [Theory]
    [InlineData(Secret, Id, 1614265330, Payload, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData(
        "whsec_plJ3nmyCDGBKInavdOK15jsl",
        "msg_loFOjxBNrRLzqYUf",
        1731705121,
        """{"event_type":"ping","data":{"success":true}}""",
        "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="
    )]
    public void Signature_matches_the_published_examples(
        string secret,
        string id,
        long seconds,
        string payload,
        string expected
    )
    {
        var signature = new Webhook(secret).Sign(id, DateTimeOffset.FromUnixTimeSeconds(seconds), payload);

        Assert.Equal(expected, signature);
    }

    [Theory]
    [InlineData("svix")]
    [InlineData("webhook")]
    public void Valid_message_is_accepted_with_either_family_of_headers(string family)
    {
        _webhook.Verify(Payload, Signed().Under(family));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"name\":\"Zoë 🦊\"}")]
    [InlineData("\uFEFF{}")]
    [InlineData("a\0b\r\n")]
    public void Payload_can_be_any_text(string payload)
    {
        _webhook.Verify(payload, Signed(payload).Under("svix"));
    }

    [Fact]
    public void Secret_without_its_prefix_is_accepted()
    {
        new Webhook(Secret["whsec_".Length..]).Verify(Payload, Signed().Under("svix"));
    }

    [Fact]
    public void Payload_with_a_changed_character_is_rejected()
    {
        Assert.All(Tampered(Payload), payload => AssertRejected("No matching signature found", Signed(), payload));
    }

    [Fact]
    public void Id_with_a_changed_character_is_rejected()
    {
        Assert.All(Tampered(Id), id => AssertRejected("No matching signature found", Signed() with { Id = id }));
    }

    [Fact]
    public void Signature_with_a_changed_character_is_rejected()
    {
        var message = Signed();

        Assert.All(
            Tampered(message.Signature!["v1,".Length..]),
            signature => AssertRejected("No matching signature found", message with { Signature = "v1," + signature })
        );
    }

    [Fact]
    public void Changed_timestamp_within_the_tolerance_is_rejected()
    {
        var message = Signed();

        AssertRejected("No matching signature found", message with { Timestamp = Seconds(-1) });
        AssertRejected("No matching signature found", message with { Timestamp = " " + message.Timestamp });
    }

    [Fact]
    public void Message_signed_with_another_secret_is_rejected()
    {
        var other = new Webhook("whsec_plJ3nmyCDGBKInavdOK15jsl");

        Assert.Throws<WebhookVerificationException>(() => other.Verify(Payload, Signed().Under("svix")));
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("v1,AAAA {0}")]
    [InlineData("{0} v1,AAAA")]
    [InlineData("v1a,AAAA v2,AAAA {0}")]
    [InlineData("{0} ")]
    [InlineData("{0} no-comma")]
    public void List_with_one_matching_signature_is_accepted(string list)
    {
        _webhook.Verify(Payload, Signed().WithSignatures(list).Under("svix"));
    }

    [Theory]
    [InlineData("v1,AAAA", "No matching signature found")]
    [InlineData("v1, ", "No matching signature found")]
    [InlineData("v2,AAAA v1,", "No matching signature found")]
    [InlineData("no-comma {0}", "Invalid Signature Headers")]
    [InlineData(" {0}", "Invalid Signature Headers")]
    public void List_without_a_matching_signature_or_with_a_malformed_first_entry_is_rejected(string list, string error)
    {
        AssertRejected(error, Signed().WithSignatures(list));
    }

    [Fact]
    public void Signature_of_another_version_is_rejected()
    {
        var message = Signed();

        AssertRejected("No matching signature found", message with { Signature = "v2" + message.Signature![2..] });
    }

    [Theory]
    [InlineData(-290)]
    [InlineData(0)]
    [InlineData(299)]
    public void Timestamp_within_five_minutes_is_accepted(int offset)
    {
        _webhook.Verify(Payload, Signed(offset: offset).Under("svix"));
    }

    [Theory]
    [InlineData(-302, "Message timestamp too old")]
    [InlineData(310, "Message timestamp too new")]
    public void Timestamp_beyond_five_minutes_is_rejected(int offset, string error)
    {
        AssertRejected(error, Signed(offset: offset));
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("1614265330.5")]
    [InlineData("9223372036854775807")]
    [InlineData("99999999999999999999")]
    public void Invalid_timestamp_is_rejected(string timestamp)
    {
        AssertRejected("Invalid Signature Headers", Signed() with { Timestamp = timestamp });
    }

    [Fact]
    public void Message_without_one_of_the_three_headers_is_rejected()
    {
        Assert.All(
            [Signed() with { Id = null }, Signed() with { Timestamp = "" }, Signed() with { Signature = null }],
            message => AssertRejected("Missing Required Headers", message)
        );
    }

    [Fact]
    public void Headers_of_different_families_are_not_combined()
    {
        var message = Signed();

        Assert.Throws<WebhookVerificationException>(() =>
            _webhook.Verify(
                Payload,
                name => name == "webhook-id" ? message.Id : (message with { Id = null }).Under("svix")(name)
            )
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    public void Empty_secret_is_rejected(string secret)
    {
        Assert.Throws<EmptyWebhookSecretException>(() => new Webhook(secret));
    }

    [Fact]
    public void Secret_that_is_not_base64_is_rejected()
    {
        Assert.Throws<FormatException>(() => new Webhook("whsec_not base64!"));
    }

    private Message Signed(string payload = Payload, int offset = 0)
    {
        var timestamp = Seconds(offset);
        var signedAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(timestamp, CultureInfo.InvariantCulture));
        return new Message(Id, timestamp, _webhook.Sign(Id, signedAt, payload));
    }

    private static string Seconds(int offset) =>
        DateTimeOffset.UtcNow.AddSeconds(offset).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<string> Tampered(string text) =>
        text.Select((letter, i) => $"{text[..i]}{(letter == 'x' ? 'y' : 'x')}{text[(i + 1)..]}");

    private void AssertRejected(string error, Message message, string payload = Payload)
    {
        var exception = Assert.Throws<WebhookVerificationException>(() =>
            _webhook.Verify(payload, message.Under("svix"))
        );
        Assert.Equal(error, exception.Message);
    }

    private sealed record Message(string? Id, string? Timestamp, string? Signature)
    {
        public Message WithSignatures(string list) =>
            this with
            {
                Signature = string.Format(CultureInfo.InvariantCulture, list, Signature),
            };

        public Func<string?, string?> Under(string family) =>
            name =>
                name == $"{family}-id" ? Id
                : name == $"{family}-timestamp" ? Timestamp
                : name == $"{family}-signature" ? Signature
                : null;
    }
}
