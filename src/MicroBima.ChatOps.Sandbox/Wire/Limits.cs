namespace MicroBima.ChatOps.Sandbox.Wire;

/// <summary>What Discord allows, as its documentation states it; the client has a table of its own.</summary>
internal static class Limits
{
    public const int Content = 2000;
    public const int Nonce = 25;
    public const int Embeds = 10;
    public const int EmbedsText = 6000;
    public const int EmbedTitle = 256;
    public const int EmbedDescription = 4096;
    public const int EmbedFields = 25;
    public const int EmbedFieldName = 256;
    public const int EmbedFieldValue = 1024;
    public const int EmbedFooter = 2048;
    public const int EmbedAuthor = 256;
    public const int Url = 512;
    public const int Rows = 5;
    public const int ButtonsInRow = 5;
    public const int NestedComponents = 40;
    public const int DisplayText = 4000;
    public const int ButtonLabel = 80;
    public const int CustomId = 100;
    public const int SelectOptions = 25;
    public const int SelectOptionText = 100;
    public const int SelectPlaceholder = 150;
    public const int SectionTexts = 3;
    public const int GalleryItems = 10;
    public const int MediaDescription = 1024;
    public const int ModalTitle = 45;
    public const int ModalComponents = 5;
    public const int TextInputValue = 4000;
    public const int TextInputPlaceholder = 100;
    public const int LabelText = 45;
    public const int LabelDescription = 100;
    public const int Choices = 25;
    public const int ChoiceText = 100;
    public const int Commands = 100;
    public const int CommandName = 32;
    public const int CommandDescription = 100;
    public const int CommandOptions = 25;
    public const int CommandCharacters = 8000;
    public const int CommandCreatesPerDay = 200;
    public const int ThreadName = 100;
    public const int Files = 10;
    public const int FileBytes = 10 * 1024 * 1024;
    public const int RequestBytes = 25 * 1024 * 1024;
    public const int GlobalRequests = 50;
    public const int FrameBytes = 4096;
    public const int FramesPerMinute = 120;
    public const int ReplayedEvents = 1000;
    public const int IdentifiesPerDay = 1000;
    public const int OldMessageEdits = 5;

    public static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(3);
    public static readonly TimeSpan InteractionToken = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan NonceMemory = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan OldMessage = TimeSpan.FromHours(1);
    public static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(41_250);
    public static readonly TimeSpan IdentifyPause = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan ResumableFor = TimeSpan.FromMinutes(5);
}
