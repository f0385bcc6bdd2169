using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace ClerkSync.Core.Database;

/// <summary>A numbered SQL script that changes the schema, forward only.</summary>
internal sealed record Migration(int Number, string Name, string Sql)
{
    private const string Prefix = "Migrations/";

    /// <summary>This build's migrations, by number.</summary>
    public static IReadOnlyList<Migration> All { get; } = ReadEmbedded(typeof(Migration).Assembly);

    /// <summary>SHA-256 of the script, independent of its line endings.</summary>
    public string Checksum =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    /// <summary>The scripts embedded in an assembly as <c>Migrations/0001_….sql</c>, by number.</summary>
    public static Migration[] ReadEmbedded(Assembly assembly) =>
        [
            .. assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => Read(assembly, name)),
        ];

    private static Migration Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var name = Path.GetFileNameWithoutExtension(resource);
        return new Migration(int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }
}
