using FsCheck;
using FsCheck.Fluent;

namespace ClerkSync.Tests.Webhooks;

/// <summary>Generates histories of creates, updates, deletes, emails that move and swap, and users who join and leave.</summary>
internal static class Histories
{
    private const int Users = 4;
    private const int Organizations = 2;
    private static readonly string[] Emails = ["a@example.com", "b@example.com", "c@example.com"];

    private enum Change
    {
        UpdateUser,
        MoveEmail,
        SwapEmails,
        DropEmail,
        DeleteUser,
        UpdateOrganization,
        DeleteOrganization,
        SaveMembership,
        JoinAgain,
        EndMembership,
    }

    public static Arbitrary<History> Arbitrary { get; } = Arb.From(Generate());

    private static Gen<History> Generate() =>
        from length in Gen.Choose(4, 20)
        from changes in GenerateChange().ListOf(length)
        from copies in Gen.Choose(1, 3).ListOf(40)
        from order in Gen.Choose(0, int.MaxValue).ListOf(120)
        from connections in Gen.Elements(1, 2, 4, 16)
        from scaledOut in Gen.Elements(true, false)
        select Assemble(changes, copies, order, connections, scaledOut);

    private static Gen<(Change Change, int User, int Other, int Organization, int Email, int Pause)> GenerateChange() =>
        from change in Gen.Frequency(
            (4, Gen.Constant(Change.UpdateUser)),
            (4, Gen.Constant(Change.MoveEmail)),
            (3, Gen.Constant(Change.SwapEmails)),
            (1, Gen.Constant(Change.DropEmail)),
            (1, Gen.Constant(Change.DeleteUser)),
            (2, Gen.Constant(Change.UpdateOrganization)),
            (1, Gen.Constant(Change.DeleteOrganization)),
            (4, Gen.Constant(Change.SaveMembership)),
            (2, Gen.Constant(Change.JoinAgain)),
            (3, Gen.Constant(Change.EndMembership))
        )
        from user in Gen.Choose(0, Users - 1)
        from other in Gen.Choose(0, Users - 1)
        from organization in Gen.Choose(0, Organizations - 1)
        from email in Gen.Choose(0, Emails.Length - 1)
        from pause in Gen.Choose(0, 2)
        select (change, user, other, organization, email, pause);

    private static History Assemble(
        IEnumerable<(Change Change, int User, int Other, int Organization, int Email, int Pause)> changes,
        IReadOnlyList<int> copies,
        IReadOnlyList<int> order,
        int connections,
        bool scaledOut
    )
    {
        var run = Guid.NewGuid().ToString("n");
        var clerk = new HistoryWriter(run);
        foreach (var (change, user, other, organization, email, pause) in changes)
        {
            clerk.Wait(pause);
            switch (change)
            {
                case Change.UpdateUser:
                    clerk.SaveUser(user, clerk.EmailOf(user));
                    break;
                case Change.MoveEmail:
                    clerk.SaveUser(user, $"{(user % 2 == 0 ? "" : "X")}{run}-{Emails[email]}");
                    break;
                case Change.SwapEmails:
                    var (mine, theirs) = (clerk.EmailOf(user), clerk.EmailOf(other));
                    clerk.SaveUser(user, theirs);
                    clerk.SaveUser(other, mine);
                    break;
                case Change.DropEmail:
                    clerk.SaveUser(user, null);
                    break;
                case Change.DeleteUser:
                    clerk.DeleteUser(user);
                    break;
                case Change.UpdateOrganization:
                    clerk.SaveOrganization(organization);
                    break;
                case Change.DeleteOrganization:
                    clerk.DeleteOrganization(organization);
                    break;
                case Change.SaveMembership:
                    clerk.SaveMembership(user, organization);
                    break;
                case Change.JoinAgain:
                    clerk.JoinAgain(user, organization);
                    break;
                case Change.EndMembership:
                    clerk.EndMembership(user, organization);
                    break;
            }
        }

        return new History
        {
            Messages = clerk.Messages,
            Deliveries =
            [
                .. Enumerable
                    .Range(0, clerk.Messages.Count)
                    .SelectMany(index => Enumerable.Repeat(index, copies[index % copies.Count]))
                    .Select((index, position) => (index, Key: order[position % order.Count]))
                    .OrderBy(pair => pair.Key)
                    .Select(pair => pair.index),
            ],
            Connections = connections,
            IsScaledOut = scaledOut,
        };
    }
}
