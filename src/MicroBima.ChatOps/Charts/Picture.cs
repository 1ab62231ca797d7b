using SkiaSharp;

namespace MicroBima.ChatOps.Charts;

/// <summary>A PNG and the words that say the same to people who do not see it.</summary>
public sealed record Picture(string Name, ReadOnlyMemory<byte> Png, string AltText);

/// <summary>Something to draw on: a surface of our own fonts, so that a machine without fonts shows the same text.</summary>
internal sealed class Drawing : IDisposable
{
    private const float Scale = 2;
    private const float Margin = 2;

    private static readonly Lazy<SKTypeface> Regular = new(() => Load("DejaVuSans"));
    private static readonly Lazy<SKTypeface> Bold = new(() => Load("DejaVuSans-Bold"));

    private readonly SKSurface _surface;
    private readonly SKPaint _paint = new() { IsAntialias = true };

    public Drawing(int width, int height, ChartTheme theme)
    {
        (Width, Height, Theme) = (width, height, theme);
        _surface = SKSurface.Create(new SKImageInfo((int)(width * Scale), (int)(height * Scale)));
        Canvas.Clear(theme.Background);
        Canvas.Scale(Scale);
    }

    public int Width { get; }

    public int Height { get; }

    public ChartTheme Theme { get; }

    private SKCanvas Canvas => _surface.Canvas;

    /// <summary>Writes a text; one that would cross an edge is moved until all of it is in the picture.</summary>
    public void Write(
        string text,
        float x,
        float y,
        float size,
        SKColor colour,
        SKTextAlign align = SKTextAlign.Left,
        bool isBold = false
    )
    {
        using var font = new SKFont(isBold ? Bold.Value : Regular.Value, size) { Edging = SKFontEdging.Antialias };
        var width = font.MeasureText(text);
        var left = align switch
        {
            SKTextAlign.Center => x - width / 2,
            SKTextAlign.Right => x - width,
            _ => x,
        };
        _paint.Style = SKPaintStyle.Fill;
        _paint.Color = colour;
        left = Math.Max(Margin, Math.Min(left, Width - Margin - width));
        Canvas.DrawText(text, left, y, SKTextAlign.Left, font, _paint);
    }

    /// <summary>How wide a text is.</summary>
    public static float Measure(string text, float size, bool isBold = false)
    {
        using var font = new SKFont(isBold ? Bold.Value : Regular.Value, size);
        return font.MeasureText(text);
    }

    /// <summary>Names in their colours, the last one ending on the right.</summary>
    public void Legend(float right, float y, IEnumerable<(string Name, SKColor Colour)> parts)
    {
        foreach (var (name, colour) in parts.Reverse())
        {
            Write(name, right, y, 10, colour, SKTextAlign.Right);
            right -= Measure(name, 10) + 14;
        }
    }

    public void Line(float x1, float y1, float x2, float y2, SKColor colour, float thickness = 1, bool isDashed = false)
    {
        _paint.Style = SKPaintStyle.Stroke;
        _paint.Color = colour;
        _paint.StrokeWidth = thickness;
        using var dashes = isDashed ? SKPathEffect.CreateDash([4, 3], 0) : null;
        _paint.PathEffect = dashes;
        Canvas.DrawLine(x1, y1, x2, y2, _paint);
        _paint.PathEffect = null;
    }

    public void Fill(SKRect area, SKColor colour, float corner = 0)
    {
        _paint.Style = SKPaintStyle.Fill;
        _paint.Color = colour;
        Canvas.DrawRoundRect(area, corner, corner, _paint);
    }

    /// <summary>A line through points; a null breaks it.</summary>
    public void Curve(IEnumerable<SKPoint?> points, SKColor colour, float thickness)
    {
        using var path = new SKPath();
        SKPoint? begin = null;
        var isLine = false;
        foreach (var point in points.Append(null))
        {
            if (point is { } place)
            {
                isLine = begin is not null;
                if (isLine)
                    path.LineTo(place);
                else
                    path.MoveTo(place);

                begin ??= place;
                continue;
            }

            // What has no neighbour is a dot.
            if (begin is { } lone && !isLine)
                path.AddCircle(lone.X, lone.Y, thickness / 2);

            begin = null;
        }

        _paint.Style = SKPaintStyle.Stroke;
        _paint.Color = colour;
        _paint.StrokeWidth = thickness;
        _paint.StrokeJoin = SKStrokeJoin.Round;
        Canvas.DrawPath(path, _paint);
    }

    /// <summary>The bytes of the PNG.</summary>
    public byte[] ToPng()
    {
        using var image = _surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 90);
        return data.ToArray();
    }

    public void Dispose()
    {
        _paint.Dispose();
        _surface.Dispose();
    }

    private static SKTypeface Load(string name)
    {
        using var stream =
            typeof(Drawing).Assembly.GetManifestResourceStream($"npm/dejavu-fonts-ttf/ttf/{name}.ttf")
            ?? throw new InvalidOperationException($"The font {name} is not in the program: build it again.");
        return SKTypeface.FromStream(stream);
    }
}
