using SkiaSharp;

namespace MicroBima.ChatOps.Charts;

/// <summary>On which background people read.</summary>
public enum ChartShade
{
    /// <summary>Discord's dark theme.</summary>
    Dark,

    /// <summary>Discord's light theme.</summary>
    Light,
}

/// <summary>The colours of a picture. Series differ in lightness too, so that they can be told apart without seeing colours.</summary>
internal sealed record ChartTheme(
    SKColor Background,
    SKColor Text,
    SKColor Faint,
    SKColor Grid,
    SKColor Band,
    SKColor Good,
    SKColor Warning,
    SKColor Bad,
    SKColor Neutral,
    SKColor[] Series
)
{
    public static ChartTheme Of(ChartShade shade) =>
        shade switch
        {
            ChartShade.Dark => new ChartTheme(
                new SKColor(0x2B, 0x2D, 0x31),
                new SKColor(0xF2, 0xF3, 0xF5),
                new SKColor(0xA6, 0xA9, 0xB0),
                new SKColor(0x3F, 0x42, 0x48),
                new SKColor(0x5A, 0x7F, 0xA8, 0x50),
                new SKColor(0x4C, 0xC3, 0x7A),
                new SKColor(0xF0, 0xB2, 0x32),
                new SKColor(0xF2, 0x5C, 0x5F),
                new SKColor(0x9A, 0xB4, 0xF5),
                [
                    new SKColor(0x6F, 0xB7, 0xFF),
                    new SKColor(0xFF, 0xC8, 0x6B),
                    new SKColor(0xB8, 0xF2, 0xC4),
                    new SKColor(0xE3, 0x9B, 0xF0),
                ]
            ),
            ChartShade.Light => new ChartTheme(
                SKColors.White,
                new SKColor(0x1E, 0x1F, 0x22),
                new SKColor(0x5C, 0x5F, 0x66),
                new SKColor(0xE1, 0xE3, 0xE6),
                new SKColor(0x5A, 0x7F, 0xA8, 0x40),
                new SKColor(0x1F, 0x8B, 0x4C),
                new SKColor(0xB3, 0x6B, 0x00),
                new SKColor(0xC9, 0x24, 0x28),
                new SKColor(0x3D, 0x57, 0xB5),
                [
                    new SKColor(0x1F, 0x6F, 0xC9),
                    new SKColor(0xB3, 0x6B, 0x00),
                    new SKColor(0x1F, 0x8B, 0x4C),
                    new SKColor(0x8E, 0x3B, 0xA3),
                ]
            ),
        };
}
