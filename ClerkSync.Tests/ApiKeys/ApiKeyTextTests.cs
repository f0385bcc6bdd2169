using ClerkSync.Core;
using ClerkSync.Core.ApiKeys;
using ClerkSync.Tests.ClerkApi;

namespace ClerkSync.Tests.ApiKeys;

public sealed class ApiKeyTextTests
{
    private const string Prefix = "csk_";

    [Fact]
    public void Created_keys_are_whole_and_unique()
    {
        var keys = Enumerable.Range(0, 1000).Select(_ => ApiKeyText.Create(Prefix)).ToList();

        Assert.All(keys, key => Assert.True(ApiKeyText.IsWhole(key, Prefix), key.Length.ToString()));
        Assert.Equal(keys.Count, keys.Distinct().Count());
    }

    [Fact]
    public void Any_wrong_character_is_detected()
    {
        var key = ApiKeyText.Create(Prefix);

        for (var i = 0; i < key.Length; i++)
        {
            var typo = key[..i] + (key[i] == 'x' ? 'y' : 'x') + key[(i + 1)..];
            Assert.False(ApiKeyText.IsWhole(typo, Prefix), $"letter {i}");
        }
    }

    [Fact]
    public void Two_swapped_characters_are_detected()
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
    public void Text_that_is_not_a_key_is_rejected(string text)
    {
        Assert.False(ApiKeyText.IsWhole(text, Prefix));
    }

    [Fact]
    public void Sealed_key_opens_only_with_its_row_and_its_reveal_key()
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
    public void Error_about_a_malformed_setting_names_it_without_its_value(string name, string value)
    {
        var rejection = Assert.Throws<SettingException>(() =>
            ClerkApiSettingsTests.Read(($"ClerkSync:ApiKeys:{name}", value))
        );

        Assert.Equal($"ClerkSync__ApiKeys__{name}", rejection.Setting);
        Assert.DoesNotContain($" {value}", rejection.Message, StringComparison.Ordinal);
    }
}
