using System.Globalization;
using MicroBima.ChatOps.Tools;
using Npgsql;

namespace MicroBima.ChatOps.Rehearsals;

/// <summary>Where questions about rows are put: a scratch copy, or production, which is asked through connections that may only read and give up soon.</summary>
internal sealed class Asked
{
    private readonly SimpleQuery? _copy;
    private readonly Postgres? _production;

    /// <summary>The copy answers.</summary>
    public Asked(SimpleQuery copy) => _copy = copy;

    /// <summary>Production answers.</summary>
    public Asked(Postgres production) => _production = production;

    /// <summary>The two numbers of a question, or null where there is no answer in time.</summary>
    public async Task<(long, long)?> CountAsync(Question question, CancellationToken cancellationToken)
    {
        if (_copy is not null)
        {
            var answer = await _copy.SendAsync(question.Sql, cancellationToken);
            return answer is { Error: null, Rows: [[{ } one, { } other], ..] }
                ? (long.Parse(one, CultureInfo.InvariantCulture), long.Parse(other, CultureInfo.InvariantCulture))
                : null;
        }

        try
        {
            await using var connection = await _production!.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand(question.Sql, connection);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken)
                ? (
                    Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture),
                    Convert.ToInt64(reader.GetValue(1), CultureInfo.InvariantCulture)
                )
                : null;
        }
        catch (PostgresException)
        {
            // Too long, or it cannot be asked there; the caller says so.
            return null;
        }
    }
}
