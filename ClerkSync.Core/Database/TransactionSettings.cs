using System.Globalization;

namespace ClerkSync.Core.Database;

/// <summary>The settings that every transaction of ClerkSync's own pool runs with.</summary>
/// <remarks>
/// A plan made while a table was empty would scan the table from then on, so scans and the joins that need them are disabled. jit is
/// off because it would compile the scans that an application's trigger still needs. With generic plans a batch of one is not planned
/// on every call. row_security = off turns rows that a policy hides into an error.
/// </remarks>
internal static class TransactionSettings
{
    public static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(2);

    private static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>
    {
        ["statement_timeout"] = "5s",
        ["lock_timeout"] = Milliseconds(LockTimeout),
        ["row_security"] = "off",
        ["plan_cache_mode"] = "force_generic_plan",
        ["enable_seqscan"] = "off",
        ["enable_hashjoin"] = "off",
        ["enable_mergejoin"] = "off",
        ["jit"] = "off",
    };

    /// <summary>The startup options of a connection, for libpq's <c>options</c>.</summary>
    public static string ConnectionOptions { get; } =
        string.Join(
            ' ',
            All.Append(new("default_transaction_isolation", "read\\ committed")).Select(s => $"-c {s.Key}={s.Value}")
        );

    /// <summary>
    /// Makes the settings for one transaction, behind a pooler that rejects them when a connection starts; returns a
    /// row.
    /// </summary>
    public static string SelectLocal { get; } =
        $"select {string.Join(", ", All.Select(s => $"set_config('{s.Key}', '{s.Value}', true)"))}";

    /// <summary>The same settings as statements that return nothing.</summary>
    public static string SetLocal { get; } = string.Concat(All.Select(s => $"set local {s.Key} = '{s.Value}';\n"));

    /// <summary>Sets how long a statement of this transaction waits for a lock; returns a row.</summary>
    public static string SelectLockTimeout(TimeSpan timeout) =>
        $"select set_config('lock_timeout', '{Milliseconds(timeout)}', true)";

    /// <summary>Returns SQL that sets a role until the transaction ends; empty without a role.</summary>
    public static string SetRole(string? role) => role is null ? "" : $"set local role {SqlName.Quote(role)};\n";

    private static string Milliseconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMilliseconds}ms");
}
