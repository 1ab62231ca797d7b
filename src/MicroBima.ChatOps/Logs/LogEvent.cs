using System.Runtime.CompilerServices;

namespace MicroBima.ChatOps.Logs;

/// <summary>An event while its lines come in. It is used again for the next one.</summary>
internal sealed class LogEvent
{
    /// <summary>More of an event is not kept; its lines still belong to it.</summary>
    public const int Room = 8 * 1024;

    /// <summary>More of it does not go into its pattern.</summary>
    private const int LongestHeadline = 1024;

    private readonly byte[] _text = new byte[Room];
    private readonly byte[] _headline = new byte[LongestHeadline];
    private int _messageStart;
    private int _messageEnd;

    /// <summary>The number under which its lines are known.</summary>
    public long Number { get; private set; }

    /// <summary>What stands before its message.</summary>
    public Head Head { get; set; }

    /// <summary>When it happened.</summary>
    public long At { get; private set; }

    /// <summary>True where an app wrote it; false for a part of Fly.</summary>
    public bool IsApp { get; private set; }

    /// <summary>How many lines it has.</summary>
    public int Lines { get; private set; }

    /// <summary>How many of them begin at the margin.</summary>
    public int AtMargin { get; set; }

    /// <summary>True from the first line of a stack on.</summary>
    public bool HasFrames { get; set; }

    /// <summary>True from the line on that says what was asked of Prisma, up to its answer.</summary>
    public bool AwaitsAnswer { get; set; }

    /// <summary>True from the line on that names its error, below a message of its own.</summary>
    public bool IsNamed { get; set; }

    /// <summary>True from the line on that announces Python's stack.</summary>
    public bool IsTraced { get; set; }

    /// <summary>True from the line on below which reasons and ways out are listed.</summary>
    public bool IsListing { get; set; }

    /// <summary>Which of its lines announces an object that the logger was given with the message; 0 where none does.</summary>
    public int ObjectLine { get; set; }

    /// <summary>True from the line on behind which nothing comes.</summary>
    public bool HasEnded { get; set; }

    /// <summary>True where lines at the margin still belong to it.</summary>
    public bool IsWide { get; set; }

    /// <summary>The look of its first line, where that is known.</summary>
    public Look? Look { get; set; }

    /// <summary>The digits of its first line that matter.</summary>
    public ulong Key { get; set; }

    /// <summary>The pattern that it has as long as nothing is added to it; -1 where that is not known.</summary>
    public int Pattern { get; set; }

    /// <summary>True where its first line alone says what pattern it has.</summary>
    public bool IsOfOneLine => Lines == 1 || Head.Kind is HeadKind.Json or HeadKind.Postgres;

    /// <summary>Its lines as far as they are kept, with line ends.</summary>
    public ReadOnlySpan<byte> Raw => _text.AsSpan(0, Head.Kind is HeadKind.Json ? _messageStart : Length);

    /// <summary>How many bytes are kept.</summary>
    public int Length { get; private set; }

    /// <summary>The message of its first line.</summary>
    public ReadOnlySpan<byte> FirstMessage => _text.AsSpan(_messageStart, _messageEnd - _messageStart);

    /// <summary>Begins an event with its first line.</summary>
    /// <param name="message">The message where it is not a part of the line.</param>
    public void Open(
        long number,
        ReadOnlySpan<byte> line,
        ReadOnlySpan<byte> message,
        in Head head,
        long at,
        bool isApp
    )
    {
        (Number, Head, At, IsApp) = (number, head, at, isApp);
        (Lines, AtMargin) = (1, 1);
        (HasFrames, IsWide, AwaitsAnswer, IsNamed) = (false, false, false, false);
        (IsTraced, IsListing, HasEnded, ObjectLine) = (false, false, false, 0);
        (Look, Key, Pattern) = (null, 0, -1);
        var count = Math.Min(line.Length, Room / 2);
        line[..count].CopyTo(_text);
        Length = count;
        if (head.Kind is HeadKind.Json)
        {
            // The message was put together: it is kept behind the line.
            var more = Math.Min(message.Length, Room - Length);
            message[..more].CopyTo(_text.AsSpan(Length));
            (_messageStart, _messageEnd) = (Length, Length + more);
        }
        else
            (_messageStart, _messageEnd) = (Math.Min(head.Start, count), count);
    }

    /// <summary>Adds a line.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        Lines++;
        if (Head.Kind is HeadKind.Json || Length + 1 >= Room)
            return;

        _text[Length++] = (byte)'\n';
        var count = Math.Min(line.Length, Room - Length);
        line[..count].CopyTo(_text.AsSpan(Length));
        Length += count;
    }

    /// <summary>
    /// What the event is about: its message, and where an error has many lines the ones at the margin and its code. The place in the source,
    /// the stack and the fields of an error do not tell one error from another.
    /// </summary>
    public ReadOnlySpan<byte> Headline()
    {
        if (Lines == 1 || Head.Kind is HeadKind.Json or HeadKind.Postgres)
            return FirstMessage;

        var length = 0;
        var lines = 0;
        if (!Margins.IsSourcePlace(FirstMessage) && !Margins.IsCollection(FirstMessage))
            length = Join(FirstMessage, length);

        var rest = _text.AsSpan(_messageEnd, Math.Max(0, Length - _messageEnd));
        while (lines < 4 && !rest.IsEmpty)
        {
            rest = rest[1..];
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[end..];
            if (Margins.IsPartOfHeadline(line) || (length == 0 && Margins.NamesError(line)))
            {
                length = Join(line, length);
                lines++;
            }
            else if (Margins.IsErrorCode(line) || (MayHoldFields && Margins.IsSayingField(line)))
                length = Join(line, length);
        }

        return length > 0 ? _headline.AsSpan(0, length) : FirstMessage;
    }

    // Node's own print of an object, and Nest's, which says first that it is one.
    private bool MayHoldFields => ObjectLine > 0 || FirstMessage is [(byte)'{'] || Margins.IsObjectTitle(FirstMessage);

    private int Join(ReadOnlySpan<byte> line, int length)
    {
        line = line.Trim(" \t,"u8);
        if (length > 0 && length < LongestHeadline)
            _headline[length++] = (byte)' ';

        var count = Math.Min(line.Length, LongestHeadline - length);
        line[..count].CopyTo(_headline.AsSpan(length));
        return length + count;
    }
}
