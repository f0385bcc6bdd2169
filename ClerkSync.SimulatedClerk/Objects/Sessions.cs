using ClerkSync.SimulatedClerk.Api;

namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>Creates and revokes sessions.</summary>
internal sealed class Sessions(ClerkState state)
{
    /// <summary>Returns all sessions, latest first.</summary>
    public IReadOnlyList<SimulatedSession> All() =>
        state.Read(() => state.Sessions.ByCreation(descending: true).ToList());

    /// <exception cref="RejectedRequestException">The session does not exist.</exception>
    public SimulatedSession Get(string id) => state.Read(() => GetHere(id));

    /// <summary>Signs a user in.</summary>
    /// <param name="organizationId">The user's active organization; null for none.</param>
    /// <exception cref="RejectedRequestException">
    /// The user is unknown, banned, locked or not a member of the organization.
    /// </exception>
    public SimulatedSession Create(string userId, string? organizationId = null) =>
        state.Change(change =>
        {
            var user = state.Users.Find(userId) ?? throw RejectedRequestException.NotFound("user", userId);
            EnsureMaySignIn(user);
            if (organizationId is not null && state.Memberships.Find(organizationId, userId) is null)
            {
                throw RejectedRequestException.NotFound("organization", organizationId);
            }

            var signedIn = change.Replace(user, user with { LastSignInAt = change.Now, LastActiveAt = change.Now });
            change.Emit("user.updated", userId, signedIn.UpdatedAt, json => UserJson.Write(json, signedIn));
            var session = change.Add(
                new SimulatedSession
                {
                    Id = SimulatedIds.Draw("sess"),
                    UserId = userId,
                    ClientId = SimulatedIds.Draw("client"),
                    OrganizationId = organizationId,
                    CreatedAt = change.Now,
                    UpdatedAt = change.Now,
                }
            );
            change.Emit(
                "session.created",
                session.Id,
                change.Now,
                json => SimulatedSessionJson.Write(json, session, signedIn)
            );
            return session;
        });

    /// <summary>Revokes a session. A session that is not active stays unchanged.</summary>
    /// <exception cref="RejectedRequestException">The session does not exist.</exception>
    public SimulatedSession Revoke(string id) =>
        state.Change(change =>
        {
            var session = GetHere(id);
            if (session.Status != SimulatedSession.Active)
            {
                return session;
            }

            var revoked = change.Replace(session, session with { Status = SimulatedSession.Revoked });
            change.Emit(
                "session.revoked",
                id,
                revoked.UpdatedAt,
                json => SimulatedSessionJson.Write(json, revoked, state.Users.Find(revoked.UserId))
            );
            return revoked;
        });

    private SimulatedSession GetHere(string id) =>
        state.Sessions.Find(id) ?? throw RejectedRequestException.NotFound("session", id);

    private static void EnsureMaySignIn(SimulatedUser user)
    {
        if (user.Banned || user.Locked)
        {
            throw new RejectedRequestException(
                422,
                user.Banned ? "user_banned" : "user_locked",
                user.Banned ? "User banned" : "User locked",
                $"User {user.Id} may not sign in."
            );
        }
    }
}
