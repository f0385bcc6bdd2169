using ClerkSync.Core;
using ClerkSync.Core.ApiKeys;
using ClerkSync.Tests.ClerkApi;

namespace ClerkSync.Tests.ApiKeys;

public sealed class ApiKeyTextTests
{
    private const string Prefix = "csk_";

    [Fact]
    public void Key_that_was_made_is_whole()
    {
        var keys = Enumerable.Range(0, 1000).Select(_ => ApiKeyText.Create(Prefix)).ToList();

        Assert.All(keys, key => Assert.True(ApiKeyText.IsWhole(key, Prefix), key.Length.ToString()));
        Assert.Equal(keys.Count, keys.Distinct().Count());
    }

    [Fact]
    public void Any_wrong_letter_is_seen()
    {
        var key = ApiKeyText.Create(Prefix);

        for (var i = 0; i < key.Length; i++)
        {
            var typo = key[..i] + (key[i] == 'x' ? 'y' : 'x') + key[(i + 1)..];
            Assert.False(ApiKeyText.IsWhole(typo, Prefix), $"letter {i}");
        }
    }

    [Fact]
    public void Two_letters_that_changed_places_are_seen()
    {
        var key = ApiKeyText.Create(Prefix);

        for (var i = 0; i < key.Length - 1; i++)
        {
            var typo = key[..i] + key[i + 1] + key[i] + key[(i + 2)..];
            Assert.Equal(typo == key, ApiKeyText.IsWhole(typo, Prefix));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("csk_")]
    [InlineData("sk_test_0000000000000000000000000000000000000000000000000")]
    [InlineData("csk_ééééééééééééééééééééééééééééééééééééééééééééééééé")]
    public void What_is_no_key_is_none(string text)
    {
        Assert.False(ApiKeyText.IsWhole(text, Prefix));
    }

    [Fact]
    public void Sealed_key_opens_for_its_row_and_its_reveal_key_only()
    {
        var (row, key) = (Guid.NewGuid(), ApiKeyText.Create(Prefix));
        var revealKey = new byte[32];
        var box = ApiKeySeal.Close(key, row, revealKey);

        Assert.Equal(key, ApiKeySeal.Open(box, row, revealKey));
        Assert.Null(ApiKeySeal.Open(box, Guid.NewGuid(), revealKey));
        Assert.Null(ApiKeySeal.Open(box, row, [.. Enumerable.Repeat((byte)1, 32)]));
        box[^1] ^= 1;
        Assert.Null(ApiKeySeal.Open(box, row, revealKey));
    }

    [Theory]
    [InlineData("Prefix", "CSK_")]
    [InlineData("Prefix", "key")]
    [InlineData("Prefix", "a_prefix_that_is_much_too_long_")]
    [InlineData("RevealKey", "secret")]
    [InlineData("RevealKey", "c2hvcnQ=")]
    public void Malformed_setting_is_named_and_not_shown(string name, string value)
    {
        var rejection = Assert.Throws<SettingException>(() =>
            ClerkApiSettingsTests.Read(($"ClerkSync:ApiKeys:{name}", value))
        );

        Assert.Equal($"ClerkSync__ApiKeys__{name}", rejection.Setting);
        Assert.DoesNotContain($" {value}", rejection.Message, StringComparison.Ordinal);
    }
}
