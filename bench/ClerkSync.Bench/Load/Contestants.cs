using System.Globalization;

namespace ClerkSync.Bench.Load;

/// <summary>Creates all contestants.</summary>
internal static class Contestants
{
    public const string ClerkSync = "ClerkSync";
    public const string Other = "ClerkSync, other build";
    public const string Lean = "lean Node";
    public const string Guarded = "guarded upsert, Node";
    public const string Prisma = "Prisma, Node";

    public const string Table = """
        create table users (
            clerk_id text primary key, email text, first_name text, last_name text, username text, image_url text,
            public_metadata jsonb, private_metadata jsonb, unsafe_metadata jsonb, updated_at timestamptz not null)
        """;

    /// <param name="name">The display name.</param>
    /// <param name="key"><inheritdoc cref="Contestant.Key" path="/summary"/></param>
    /// <param name="program">The built or published <c>ClerkSync.Cli.dll</c>.</param>
    /// <param name="folder">The folder in which the data folder is created.</param>
    /// <param name="secret">The secret that signs the deliveries.</param>
    public static Contestant CreateOwn(string name, string key, string program, string folder, string secret) =>
        new()
        {
            Name = name,
            Key = key,
            VersionColumn = "clerk_updated_at",
            Tables = "users, webhook_deliveries",
            IsGuarded = true,
            AnswersOutcome = true,
            Routes = [Route.Local, Route.Away, Route.PgBouncer],
            Command = (port, database) =>
                new ServerCommand(
                    "dotnet",
                    [program, "up", "--port", Text(port), "--data", Path.Combine(folder, $"{key}-{port}")],
                    new Dictionary<string, string>
                    {
                        ["DATABASE_URL"] = database,
                        ["CLERK_WEBHOOK_SIGNING_SECRET"] = secret,
                    }
                ),
        };

    /// <param name="node">The path of Node.</param>
    /// <param name="references">The folder in which the references are installed.</param>
    /// <param name="secret">The secret that signs the deliveries.</param>
    public static IReadOnlyList<Contestant> CreateReferences(string node, string references, string secret)
    {
        return
        [
            Create(Lean, "lean", "upsert.js"),
            Create(Guarded, "guarded", "upsert.js", ("GUARD", "1")) with
            {
                IsGuarded = true,
            },
            Create(Prisma, "prisma", "prisma.js") with
            {
                Share = 0.25,
            },
        ];

        Contestant Create(string name, string key, string script, params (string Name, string Value)[] settings) =>
            new()
            {
                Name = name,
                Key = key,
                Schema = Table,
                VersionColumn = "updated_at",
                Command = (port, database) =>
                    new ServerCommand(
                        node,
                        [Path.Combine(references, script)],
                        new Dictionary<string, string>(
                            settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value))
                        )
                        {
                            ["DATABASE_URL"] = database,
                            ["SECRET"] = secret,
                            ["PORT"] = Text(port),
                            ["NODE_ENV"] = "production",
                        }
                    ),
            };
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
