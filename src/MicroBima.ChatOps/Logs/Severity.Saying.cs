using System.Buffers;
using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Logs;

/// <content>A rule and its words.</content>
internal static partial class Severity
{
    // A rule is only looked for where one of its words stands: most texts have none. Words stand between bars, their blanks are kept.
    private sealed class Saying(string words, Regex rule, StringComparison letters = StringComparison.OrdinalIgnoreCase)
    {
        private readonly SearchValues<string> _words = SearchValues.Create(Split(words), letters);

        public string[] Words => Split(words);

        public bool MayBeIn(string text) => text.AsSpan().ContainsAny(_words);

        public bool IsIn(string text) => MayBeIn(text) && rule.IsMatch(text);

        public string Without(string text) => MayBeIn(text) ? rule.Replace(text, " ") : text;

        public static string[] Split(string words) =>
            words.Split(['|', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }
}
