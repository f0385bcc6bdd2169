using ClerkSync.Core;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Webhooks;

namespace ClerkSync.Tests.Disclosure;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("Ada", "Ada")]
    [InlineData("", "")]
    [InlineData("Zoë Müller, 李, 👩‍💻", "Zoë Müller, 李, 👩‍💻")]
    [InlineData(@"a\u001b", @"a\u001b")]
    [InlineData("\u001b[31mred", @"\u001b[31mred")]
    [InlineData("\u009b2J", @"\u009b2J")]
    [InlineData("a\r\nb\tc\0\u007f", @"a\u000d\u000ab\u0009c\u0000\u007f")]
    [InlineData("a\u2028b\u2029", @"a\u2028b\u2029")]
    [InlineData("\u202egnp.exe\u2066\u200f\u061c", @"\u202egnp.exe\u2066\u200f\u061c")]
    public void Characters_that_control_a_terminal_are_escaped(string text, string escaped) =>
        Assert.Equal(escaped, VisibleText.Escape(text));

    [Fact]
    public void EscapeLines_keeps_line_breaks_and_tabs() =>
        Assert.Equal("a\nb\tc\\u000d\\u001b", VisibleText.EscapeLines("a\r\nb\tc\r\u001b"));

    [Fact]
    public void Ids_are_printed_without_control_characters()
    {
        Assert.Equal(@"user_\u001b", $"{new ClerkId("user_\u001b")}");
        Assert.Equal(@"msg_\u000a", $"{new SvixId("msg_\n")}");
    }
}
