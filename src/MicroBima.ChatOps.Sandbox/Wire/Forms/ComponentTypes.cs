namespace MicroBima.ChatOps.Sandbox.Wire.Forms;

/// <summary>Discord's numbers for the kinds of component.</summary>
internal static class ComponentTypes
{
    public const int ActionRow = 1;
    public const int Button = 2;
    public const int StringSelect = 3;
    public const int TextInput = 4;
    public const int UserSelect = 5;
    public const int RoleSelect = 6;
    public const int MentionableSelect = 7;
    public const int ChannelSelect = 8;
    public const int Section = 9;
    public const int TextDisplay = 10;
    public const int Thumbnail = 11;
    public const int MediaGallery = 12;
    public const int File = 13;
    public const int Separator = 14;
    public const int Container = 17;
    public const int Label = 18;

    public static bool IsSelect(int type) =>
        type is StringSelect or UserSelect or RoleSelect or MentionableSelect or ChannelSelect;
}

/// <summary>Discord's numbers for the styles of a button.</summary>
internal static class ButtonStyles
{
    public const int Primary = 1;
    public const int Danger = 4;
    public const int Link = 5;
    public const int Premium = 6;
}
