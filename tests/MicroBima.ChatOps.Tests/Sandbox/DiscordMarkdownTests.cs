using MicroBima.ChatOps.Sandbox.Page;

namespace MicroBima.ChatOps.Tests.Sandbox;

public class DiscordMarkdownTests
{
    private static readonly DiscordMarkdown _markdown = new(new Dictionary<string, string>(), TimeProvider.System);

    [Theory]
    [InlineData("> a line of it\nnext", "<blockquote>\n<p>a line of it</p>\n</blockquote>\n<p>next</p>")]
    [InlineData("> one\n> two", "<blockquote>\n<p>one<br />\ntwo</p>\n</blockquote>")]
    [InlineData("- item\nnext", "<ul>\n<li>item</li>\n</ul>\n<p>next</p>")]
    [InlineData("1. item\n2. other\nnext", "<ol>\n<li>item</li>\n<li>other</li>\n</ol>\n<p>next</p>")]
    [InlineData("```\n> code\nnext\n```", "<pre><code>&gt; code\nnext\n</code></pre>")]
    [InlineData("one\ntwo", "<p>one<br />\ntwo</p>")]
    public void A_quote_and_an_item_end_with_their_line_as_in_Discord(string text, string html) =>
        Assert.Equal(html, _markdown.ToHtml(text).Value.TrimEnd());

    [Fact]
    public void Bold_text_is_no_item_of_a_list() =>
        Assert.Equal("<p><strong>bold</strong><br />\nnext</p>", _markdown.ToHtml("**bold**\nnext").Value.TrimEnd());
}
