using ClerkSync.SimulatedClerk.Api;

namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>What happens to users. Every change delivers its events.</summary>
internal sealed class Users(ClerkState state)
{
    /// <summary>How many there are.</summary>
    public int Count => state.Read(() => state.Users.Count);

    /// <summary>Null when there is none.</summary>
    public SimulatedUser? Find(string id) => state.Read(() => state.Users.Find(id));

    /// <exception cref="RejectedRequestException">There is none.</exception>
    public SimulatedUser Get(string id) => Find(id) ?? throw RejectedRequestException.NotFound("user", id);

    /// <summary>All of them, by their creation.</summary>
    public IReadOnlyList<SimulatedUser> All() => state.Read(() => state.Users.ByCreation().ToList());

    /// <summary>Adds a user.</summary>
    /// <exception cref="RejectedRequestException">Another user has the email address, phone number, name or external id.</exception>
    public SimulatedUser Create(NewUser newUser) =>
        state.Change(change =>
        {
            var user = newUser.ToUser(change.Now);
            EnsureFree(user, null);
            change.Add(user);
            change.Emit("user.created", user.Id, change.Now, json => UserJson.Write(json, user));
            return user;
        });

    /// <summary>Adds many users without a word to the endpoint.</summary>
    /// <returns>Their ids.</returns>
    public IReadOnlyList<string> CreateSilently(IEnumerable<NewUser> newUsers)
    {
        var ids = new List<string>();
        foreach (var some in newUsers.Chunk(1000))
        {
            ids.AddRange(
                state.Change(change => some.Select(newUser => change.Add(newUser.ToUser(change.Now)).Id).ToList())
            );
        }

        return ids;
    }

    /// <summary>Changes a user.</summary>
    /// <param name="id">Whose.</param>
    /// <param name="update">Makes of the user what shall become of it.</param>
    /// <param name="silent">Without an event: as if it had been lost long ago.</param>
    /// <exception cref="RejectedRequestException">There is none, or another user has what this one claims.</exception>
    public SimulatedUser Update(string id, Func<SimulatedUser, SimulatedUser> update, bool silent = false) =>
        state.Change(change =>
        {
            var old = GetHere(id);
            var changed = update(old);
            EnsureFree(changed, old);
            var user = change.Replace(old, changed);
            if (!silent)
            {
                change.Emit("user.updated", id, user.UpdatedAt, json => UserJson.Write(json, user));
            }

            return user;
        });

    /// <summary>Removes a user with the memberships and sessions, and for ever.</summary>
    /// <exception cref="RejectedRequestException">There is none.</exception>
    public SimulatedUser Delete(string id, bool silent = false) =>
        state.Change(change =>
        {
            var user = GetHere(id);
            foreach (var membership in state.Memberships.FindOf(id))
            {
                MembershipEvents.Delete(state, change, membership, silent);
            }

            foreach (var session in state.Sessions.ByCreation().Where(session => session.UserId == id).ToList())
            {
                change.Remove(session);
            }

            change.Remove(user);
            if (!silent)
            {
                change.Emit(
                    "user.deleted",
                    id,
                    change.After(user),
                    json => DeletedJson.Write(json, "user", id, externalId: user.ExternalId)
                );
            }

            return user;
        });

    private SimulatedUser GetHere(string id) =>
        state.Users.Find(id) ?? throw RejectedRequestException.NotFound("user", id);

    private void EnsureFree(SimulatedUser user, SimulatedUser? old)
    {
        if (state.Users.FindTaken(user, old) is { } parameter)
        {
            throw RejectedRequestException.Taken(parameter);
        }
    }
}
