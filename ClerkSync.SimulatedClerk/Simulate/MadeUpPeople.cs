using ClerkSync.SimulatedClerk.Objects;

namespace ClerkSync.SimulatedClerk.Simulate;

/// <summary>Generates users. Each has a unique address at a domain that is reserved for examples.</summary>
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

    public string DrawFirstName() => FirstNames[knobs.Draw(FirstNames.Length)];

    public string DrawLastName() => LastNames[knobs.Draw(LastNames.Length)];

    /// <summary>Returns an address that no user has.</summary>
    public static string DrawEmail() => $"{SimulatedIds.Draw("user").ToLowerInvariant()}@example.com";

    public NewUser Draw() =>
        new()
        {
            Emails = [DrawEmail()],
            FirstName = DrawFirstName(),
            LastName = DrawLastName(),
        };
}
