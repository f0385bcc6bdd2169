using ClerkSync.SimulatedClerk.Api;

namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>Creates, changes and deletes users. Every change delivers its events.</summary>
internal sealed class Users(ClerkState state)
{
    public int Count => state.Read(() => state.Users.Count);

    public SimulatedUser? Find(string id) => state.Read(() => state.Users.Find(id));

    /// <exception cref="RejectedRequestException">The user does not exist.</exception>
    public SimulatedUser Get(string id) => Find(id) ?? throw RejectedRequestException.NotFound("user", id);

    /// <summary>Returns all users, oldest first.</summary>
    public IReadOnlyList<SimulatedUser> All() => state.Read(() => state.Users.ByCreation().ToList());

    /// <exception cref="RejectedRequestException">
    /// Another user has the email address, phone number, user name or external id.
    /// </exception>
    public SimulatedUser Create(NewUser newUser) =>
        state.Change(change =>
        {
            var user = newUser.ToUser(change.Now);
            EnsureFree(user, null);
            change.Add(user);
            change.Emit("user.created", user.Id, change.Now, json => UserJson.Write(json, user));
            return user;
        });

    /// <summary>Adds many users without events.</summary>
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

    /// <param name="update">Returns the changed user.</param>
    /// <param name="silent">Whether to deliver no event, as if it had been lost.</param>
    /// <exception cref="RejectedRequestException">
    /// The user does not exist, or an identifier belongs to another user.
    /// </exception>
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

    /// <summary>Permanently deletes a user with the memberships and sessions.</summary>
    /// <exception cref="RejectedRequestException">The user does not exist.</exception>
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
