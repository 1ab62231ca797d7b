namespace MicroBima.ChatOps.Discord;

/// <summary>Discord's limits, counted in UTF-16 units, which is never more than Discord allows.</summary>
public static class PayloadLimits
{
    /// <summary>Text of a classic message.</summary>
    public const int Content = 2000;

    /// <summary>All text of a layout together.</summary>
    public const int LayoutText = 4000;

    /// <summary>Components of a layout, nested ones included.</summary>
    public const int LayoutComponents = 40;

    /// <summary>Embeds of one message.</summary>
    public const int Embeds = 10;

    /// <summary>All text of all embeds together.</summary>
    public const int EmbedText = 6000;

    /// <summary>Heading of an embed, name of a field or of an author.</summary>
    public const int EmbedTitle = 256;

    /// <summary>Text of an embed.</summary>
    public const int EmbedDescription = 4096;

    /// <summary>Fields of an embed.</summary>
    public const int EmbedFields = 25;

    /// <summary>Value of a field.</summary>
    public const int EmbedFieldValue = 1024;

    /// <summary>Bottom line of an embed.</summary>
    public const int EmbedFooter = 2048;

    /// <summary>Rows of a classic message.</summary>
    public const int ActionRows = 5;

    /// <summary>Buttons of one row.</summary>
    public const int ButtonsPerRow = 5;

    /// <summary>Label of a button.</summary>
    public const int ButtonLabel = 80;

    /// <summary>Custom id, option label, option value, option description, text input placeholder.</summary>
    public const int CustomId = 100;

    /// <summary>Address behind a button.</summary>
    public const int ButtonUrl = 512;

    /// <summary>Options of a select.</summary>
    public const int SelectOptions = 25;

    /// <summary>Placeholder of a select.</summary>
    public const int SelectPlaceholder = 150;

    /// <summary>Texts of a section.</summary>
    public const int SectionTexts = 3;

    /// <summary>Pictures of a gallery and files of a message.</summary>
    public const int Files = 10;

    /// <summary>Description of a picture or file.</summary>
    public const int FileDescription = 1024;

    /// <summary>Title of a modal and caption of a field.</summary>
    public const int ModalTitle = 45;

    /// <summary>Fields of a modal.</summary>
    public const int ModalFields = 5;

    /// <summary>Text of a field.</summary>
    public const int TextInputValue = 4000;

    /// <summary>Choices of an autocomplete answer.</summary>
    public const int Choices = 25;

    /// <summary>Name or value of a choice, description of a command.</summary>
    public const int ChoiceText = 100;

    /// <summary>Name of a thread.</summary>
    public const int ThreadName = 100;

    /// <summary>Nonce of a message.</summary>
    public const int Nonce = 25;

    /// <summary>Bytes of one file.</summary>
    public const int FileBytes = 10 * 1024 * 1024;

    /// <summary>Bytes of one request.</summary>
    public const int RequestBytes = 25 * 1024 * 1024;

    /// <summary>Commands of one application in one place.</summary>
    public const int Commands = 100;

    /// <summary>Name of a command or option.</summary>
    public const int CommandName = 32;

    /// <summary>Options of a command, choices of an option.</summary>
    public const int CommandOptions = 25;

    /// <summary>All names, descriptions and values of one command together.</summary>
    public const int CommandText = 8000;
}
