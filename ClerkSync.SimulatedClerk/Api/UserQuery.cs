using ClerkSync.SimulatedClerk.Objects;

namespace ClerkSync.SimulatedClerk.Api;

/// <summary>Runs a query for users.</summary>
internal sealed class UserQuery(ClerkState state, ListQuery query)
{
    private const string Cursor = "starting_after";
    private const string ByCreation = "created_at";

    /// <summary>Returns one page.</summary>
    /// <exception cref="RejectedRequestException">
    /// A parameter is malformed, or cannot be combined with another one.
    /// </exception>
    public IReadOnlyList<SimulatedUser> List()
    {
        var (order, descending) = query.ReadOrder($"-{ByCreation}");
        var cursor = query.FindText(Cursor);
        if (cursor is not null && (order != ByCreation || query.Offset != 0))
        {
            throw RejectedRequestException.Invalid(Cursor, "goes with an order by created_at and no offset.");
        }

        return state.Read(() =>
        {
            var after = cursor is null
                ? null
                : state.Users.Find(cursor) ?? throw RejectedRequestException.Invalid(Cursor, "is no user's id.");
            var filter = new UserFilter(state, query);
            var users =
                order == ByCreation && filter.Candidates is null
                    ? InOrderOfCreation(descending, after)
                    : After(Sort(filter.Candidates ?? state.Users.ByCreation(), order, descending), after);
            return users.Where(filter.Matches).Skip(query.Offset).Take(query.Limit).ToList();
        });
    }

    /// <summary>Returns the number of matches on all pages.</summary>
    public int Count() =>
        state.Read(() =>
        {
            var filter = new UserFilter(state, query);
            return filter.IsEmpty
                ? state.Users.Count
                : (filter.Candidates ?? state.Users.ByCreation()).Count(filter.Matches);
        });

    /// <summary>
    /// Starts and stops at the query's time limits, so that a page is found quickly among many users.
    /// </summary>
    private IEnumerable<SimulatedUser> InOrderOfCreation(bool descending, SimulatedUser? after) =>
        state.Users.ByCreation(
            descending,
            after,
            query.FindNumber("created_at_after") ?? long.MinValue,
            query.FindNumber("created_at_before") ?? long.MaxValue
        );

    private static IEnumerable<SimulatedUser> After(IEnumerable<SimulatedUser> users, SimulatedUser? after) =>
        after is null ? users : users.SkipWhile(user => user.Id != after.Id).Skip(1);

    private static IEnumerable<SimulatedUser> Sort(IEnumerable<SimulatedUser> users, string order, bool descending)
    {
        Func<SimulatedUser, IComparable?> key = order switch
        {
            ByCreation => user => user.CreatedAt,
            "updated_at" => user => user.UpdatedAt,
            "last_active_at" => user => user.LastActiveAt,
            "last_sign_in_at" => user => user.LastSignInAt,
            "email_address" => user => user.FindPrimaryEmail(),
            "phone_number" => user => user.FindPrimaryPhone(),
            "username" => user => user.Username,
            "first_name" => user => user.FirstName,
            "last_name" => user => user.LastName,
            "web3wallet" => _ => null,
            _ => throw RejectedRequestException.Invalid("order_by", $"does not know {order}."),
        };
        return descending
            ? users.OrderByDescending(key).ThenByDescending(user => user.Id, StringComparer.Ordinal)
            : users.OrderBy(key).ThenBy(user => user.Id, StringComparer.Ordinal);
    }
}
