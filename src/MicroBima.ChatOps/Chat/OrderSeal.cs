using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MicroBima.ChatOps.Deployments;

namespace MicroBima.ChatOps.Chat;

/// <summary>The id of the button that confirms an order, and back: sealed with the order's own secret, so that it fits no other.</summary>
public static class OrderSeal
{
    private const int SealLength = 15;

    /// <summary>The id of the button.</summary>
    public static string IdOf(AppOrder order)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{order.Environment}|{order.Act}");
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(order.Seal), Encoding.UTF8.GetBytes(text));
        return $"o.{Base64Url.EncodeToString(mac.AsSpan(0, SealLength))}";
    }

    /// <summary>The order of an id, or null where none of the last ones has it.</summary>
    public static AppOrder? TryOpen(string id, Ledger ledger)
    {
        var given = Encoding.UTF8.GetBytes(id);
        return ledger.Orders.Values.FirstOrDefault(order =>
            CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(IdOf(order)))
        );
    }
}
