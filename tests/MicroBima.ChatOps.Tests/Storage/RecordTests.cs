using MicroBima.ChatOps.Storage;

namespace MicroBima.ChatOps.Tests.Storage;

/// <summary>One record byte for byte: journals of every version are read by the same rule.</summary>
public sealed class RecordTests
{
    private static readonly byte[] Body = [.. "{\"a\":1}"u8];

    [Fact]
    public void L10_a_record_that_would_not_be_read_again_is_not_written() =>
        Assert.Throws<IOException>(() =>
            JournalRecord.Encode(JournalRecord.Genesis, new byte[JournalRecord.MaxBody + 1])
        );

    [Fact]
    public void L10_A_record_is_its_length_its_checksum_the_hash_before_it_and_its_body()
    {
        var record = JournalRecord.Encode(JournalRecord.Genesis, Body);

        Assert.Equal(
            $"07000000{"9c1f7a77"}{new string('0', 64)}{Convert.ToHexStringLower(Body)}",
            Convert.ToHexStringLower(record)
        );
        Assert.Equal(Body, JournalRecord.TryDecode(record, JournalRecord.Genesis)!.Value.ToArray());
    }

    [Fact]
    public void B4_The_hash_of_a_record_is_of_everything_before_it_too()
    {
        var first = JournalRecord.HashOf(JournalRecord.Genesis, Body);

        Assert.Equal(
            "b06a229070741292512e8760f470dd7a4c46ccfdf253df781d88dabe58c1ccb1",
            Convert.ToHexStringLower(first)
        );
        Assert.NotEqual(
            JournalRecord.HashOf(first, Body),
            JournalRecord.HashOf(JournalRecord.HashOf(JournalRecord.Genesis, "{}"u8), Body)
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(40)]
    [InlineData(46)]
    public void B4_A_record_of_which_any_byte_changed_is_not_whole(int at)
    {
        var record = JournalRecord.Encode(JournalRecord.Genesis, Body);
        record[at] ^= 1;

        Assert.Null(JournalRecord.TryDecode(record, JournalRecord.Genesis));
    }
}
