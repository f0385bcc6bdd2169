using ClerkSync.SimulatedClerk.Objects;

namespace ClerkSync.SimulatedClerk.Simulate;

/// <summary>Users who are made up, each with an address of their own at a domain that is reserved for examples.</summary>
internal sealed class MadeUpPeople(Knobs knobs)
{
    private static readonly string[] FirstNames =
    [
        "Ada",
        "Alan",
        "Barbara",
        "Chiara",
        "Dorothy",
        "Edsger",
        "Frances",
        "Grace",
        "Jörg",
        "Katherine",
        "Linus",
        "Margaret",
        "Niklaus",
        "Radia",
        "Søren",
        "Zoë",
    ];
    private static readonly string[] LastNames =
    [
        "Allen",
        "Backus",
        "Dijkstra",
        "Hamilton",
        "Hopper",
        "Johnson",
        "Lamport",
        "Liskov",
        "Lovelace",
        "Perlman",
        "Turing",
        "Vaughan",
        "Wirth",
        "Ørsted",
    ];

    /// <summary>A first name.</summary>
    public string DrawFirstName() => FirstNames[knobs.Draw(FirstNames.Length)];

    /// <summary>A last name.</summary>
    public string DrawLastName() => LastNames[knobs.Draw(LastNames.Length)];

    /// <summary>An address that nobody has.</summary>
    public static string DrawEmail() => $"{SimulatedIds.Draw("user").ToLowerInvariant()}@example.com";

    /// <summary>A user.</summary>
    public NewUser Draw() =>
        new()
        {
            Emails = [DrawEmail()],
            FirstName = DrawFirstName(),
            LastName = DrawLastName(),
        };
}
