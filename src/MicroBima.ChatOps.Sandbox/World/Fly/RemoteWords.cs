using System.Text;

namespace MicroBima.ChatOps.Sandbox.World.Fly;

/// <summary>Splits the command that `flyctl ssh console -C` was given, by the rules of the far side: quotes, backslashes and comments, but no shell.</summary>
internal static class RemoteWords
{
    /// <summary>The words, or null where a quote or a backslash is left open.</summary>
    public static IReadOnlyList<string>? TrySplit(string command)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        for (var at = 0; at < command.Length; at++)
            switch (command[at])
            {
                case ' ' or '\t' or '\r' or '\n':
                    if (word is not null)
                        words.Add(word.ToString());
                    word = null;
                    break;
                case '#' when word is null:
                    at = command.IndexOf('\n', at) is >= 0 and var end ? end : command.Length;
                    break;
                case '\'':
                    word ??= new StringBuilder();
                    if (command.IndexOf('\'', at + 1) is not (>= 0 and var close))
                        return null;
                    word.Append(command, at + 1, close - at - 1);
                    at = close;
                    break;
                case '"':
                    word ??= new StringBuilder();
                    if (!TryQuoted(command, ref at, word))
                        return null;
                    break;
                case '\\':
                    if (++at == command.Length)
                        return null;
                    (word ??= new StringBuilder()).Append(command[at]);
                    break;
                default:
                    (word ??= new StringBuilder()).Append(command[at]);
                    break;
            }

        if (word is not null)
            words.Add(word.ToString());
        return words;
    }

    private static bool TryQuoted(string command, ref int at, StringBuilder word)
    {
        for (at++; at < command.Length; at++)
            switch (command[at])
            {
                case '"':
                    return true;
                case '\\' when at + 1 < command.Length:
                    word.Append(command[++at]);
                    break;
                default:
                    word.Append(command[at]);
                    break;
            }

        return false;
    }
}
