using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ClerkSync.Bench.Source;

/// <summary>
/// Generates any number of Clerk users from their numbers. None is stored, and pages of any size are cheap.
/// </summary>
/// <remarks>Based on Clerk's example, with the email address, image and metadata of typical users.</remarks>
internal sealed class SourceUsers
{
    private const int IdDigits = 10;
    private static readonly long Span = (long)TimeSpan.FromDays(3 * 365).TotalMilliseconds;

    private readonly byte[] _template;
    private readonly List<(int Offset, Part Part)> _parts = [];
    private readonly long _start;
    private readonly long _step;

    /// <param name="count">The number of users.</param>
    /// <param name="now">The creation time of the last user. The first one was created three years earlier.</param>
    public SourceUsers(int count, DateTimeOffset now)
    {
        Count = count;
        _start = now.ToUnixTimeMilliseconds() - Span;
        _step = Span / count;
        _template = Encoding.UTF8.GetBytes(CreateTemplate());
        foreach (var part in Enum.GetValues<Part>())
        {
            var hole = Encoding.UTF8.GetBytes(Hole(part));
            for (var from = 0; _template.AsSpan(from).IndexOf(hole) is >= 0 and var at; from += at + hole.Length)
            {
                _parts.Add((from + at, part));
            }
        }
    }

    public int Count { get; }

    /// <summary>The length of a user in bytes; the same for all users.</summary>
    public int Length => _template.Length;

    public void Write(int number, Span<byte> target)
    {
        _template.CopyTo(target);
        foreach (var (offset, part) in _parts)
        {
            var value = part switch
            {
                Part.Number => number,
                Part.Scattered => (long)(Scatter(number) % 10_000_000_000),
                Part.CreatedAt => _start + (number * _step),
                _ => throw new ArgumentOutOfRangeException(nameof(number)),
            };
            var format = new System.Buffers.StandardFormat('D', (byte)Width(part));
            Utf8Formatter.TryFormat(value, target[offset..], out _, format);
        }
    }

    /// <summary>Returns the number of the first user created after a time.</summary>
    public int FirstAfter(long milliseconds) =>
        (int)Math.Clamp(Math.Floor((double)(milliseconds - _start) / _step) + 1, 0, Count);

    /// <summary>Returns the number of the first user created at or after a time.</summary>
    public int FirstNotBefore(long milliseconds) =>
        (int)Math.Clamp(Math.Ceiling((double)(milliseconds - _start) / _step), 0, Count);

    public static int NumberOf(string id) =>
        int.Parse(id.AsSpan("user_".Length, IdDigits), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>Ids are sorted by time, as Clerk's are; email addresses are not.</summary>
    private static string CreateTemplate()
    {
        using var stream = typeof(SourceUsers).Assembly.GetManifestResourceStream("user.created.json")!;
        var user = JsonNode.Parse(stream)!["data"]!;
        var number = Hole(Part.Number);
        var scattered = Hole(Part.Scattered);
        var createdAt = Hole(Part.CreatedAt);
        user["id"] = $"user_{number}{scattered}AbCdEfG";
        user["external_id"] = $"customer-{scattered}";
        user["primary_email_address_id"] = $"idn_{number}{scattered}AbCdEfG";
        var image =
            $"https://img.clerk.com/eyJ0eXBlIjoiZGVmYXVsdCIsImlpZCI6Imluc18yZzducDdIcmswU042a2o1RURNTERhS05MMFMifQ{scattered}";
        user["image_url"] = image;
        user["profile_image_url"] = image;
        user["email_addresses"] = new JsonArray(
            new JsonObject
            {
                ["id"] = $"idn_{number}{scattered}AbCdEfG",
                ["object"] = "email_address",
                ["email_address"] = $"person.{scattered}.{number}@example.com",
                ["reserved"] = false,
                ["verification"] = new JsonObject
                {
                    ["object"] = "verification_otp",
                    ["status"] = "verified",
                    ["strategy"] = "email_code",
                    ["attempts"] = 1,
                    ["expire_at"] = createdAt,
                },
                ["linked_to"] = new JsonArray(),
                ["matches_sso_connection"] = false,
                ["created_at"] = createdAt,
                ["updated_at"] = createdAt,
            }
        );
        user["public_metadata"] = JsonNode.Parse("""{"locale":"en-GB","onboarded":true,"tier":"pro"}""");
        user["private_metadata"] = JsonNode.Parse($$"""{"stripe_customer_id":"cus_{{scattered}}AbCd"}""");
        user["unsafe_metadata"] = JsonNode.Parse("""{"theme":"dark","tours":[1,2,3]}""");
        foreach (var time in (string[])["created_at", "updated_at", "last_sign_in_at", "last_active_at"])
        {
            user[time] = createdAt;
        }

        return user.ToJsonString().Replace($"\"{createdAt}\"", createdAt, StringComparison.Ordinal);
    }

    private static string Hole(Part part) => new("#~^"[(int)part], Width(part));

    private static int Width(Part part) => part == Part.CreatedAt ? 13 : IdDigits;

    /// <summary>SplitMix64. It maps different numbers to different results.</summary>
    private static ulong Scatter(int number)
    {
        var z = (ulong)number + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private enum Part
    {
        Number,
        Scattered,
        CreatedAt,
    }
}
