using System.Text;

namespace MicroBima.ChatOps.Secrets;

/// <summary>
/// Masks a stream while it runs. The last two lines are held back until the next one has come, so that a secret over two reads or two lines is
/// found; a private key is held back to its end. Memory is bounded: what is longer than the buffer leaves it masked, in parts that overlap.
/// </summary>
public sealed class StreamRedactor(Redactor redactor, TextReader input, TextWriter output)
{
    private const int Overlap = 4 * 1024;
    private const int Largest = 64 * 1024;

    // What a secret is known by may stand that far before it, or on the line before.
    private const int Context = 600;

    private readonly StringBuilder _held = new();

    /// <summary>Copies all of the input to the output, masked.</summary>
    public async Task CopyAsync(CancellationToken cancellationToken)
    {
        var buffer = new char[8 * 1024];
        while (await input.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            _held.Append(buffer, 0, read);
            var text = _held.ToString();
            var heldFrom = LineBefore(text, LineBefore(text, text.Length));
            if (text.Length - heldFrom > Largest)
                heldFrom = text.Length - Overlap;

            if (heldFrom > 0)
                await PassAsync(text, heldFrom, isLast: false, cancellationToken);
        }

        await PassAsync(_held.ToString(), _held.Length, isLast: true, cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    /// <summary>A place that parts no secret, neither in two nor from what it is known by: all of it leaves, or all of it waits for what comes after.</summary>
    private static int Apart(string text, List<Hit> hits, int until)
    {
        var apart = until;
        foreach (var hit in hits.AsEnumerable().Reverse().Where(hit => hit.End > until || hit.End > apart))
        {
            var line = LineBefore(text, text.AsSpan(0, hit.Start).LastIndexOf('\n') + 1);
            if (hit.Start - Context < apart && line < apart)
                apart = Math.Max(line, hit.Start - Context);
        }

        if (text.Length - apart <= Largest)
            return Math.Max(0, apart);

        return hits.Where(hit => hit.Start < until && hit.End > until)
            .Select(hit => hit.End)
            .DefaultIfEmpty(until)
            .Max();
    }

    /// <summary>Where the last line begins that stands before a place and is not blank.</summary>
    private static int LineBefore(string text, int place) =>
        text.AsSpan(0, text.AsSpan(0, place).TrimEnd().Length).LastIndexOf('\n') + 1;

    private async Task PassAsync(string text, int until, bool isLast, CancellationToken cancellationToken)
    {
        if (redactor.TryFind(text) is not { } hits)
        {
            await output.WriteAsync((Redactor.Withheld(text) + "\n").AsMemory(), cancellationToken);
            _held.Clear();
            return;
        }

        until = isLast ? until : Apart(text, hits, until);
        var gone = hits.TakeWhile(hit => hit.End <= until).ToList();
        await output.WriteAsync(Redactor.Mask(text[..until], gone).AsMemory(), cancellationToken);
        await output.FlushAsync(cancellationToken);
        _held.Remove(0, until);
    }
}
