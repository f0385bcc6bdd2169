using System.Text.Json.Serialization;

namespace ClerkSync.SimulatedClerk;

/// <summary>
/// The settings of the simulation. By default, every message is delivered once and immediately, several at a time.
/// </summary>
public sealed record SimulationSettings
{
    /// <summary>The share of messages that are delivered twice, from 0 to 1.</summary>
    public double Duplicates { get; init; }

    /// <summary>The share of messages that are never sent, from 0 to 1.</summary>
    public double Loss { get; init; }

    /// <summary>
    /// The share of messages that are delayed at random by up to <see cref="ReorderWithinMs"/>, from 0 to 1.
    /// </summary>
    public double Reordering { get; init; }

    /// <summary>The longest random delay, in milliseconds.</summary>
    public int ReorderWithinMs { get; init; } = 1000;

    /// <summary>The delay of every message before its first attempt, in milliseconds.</summary>
    public int DelayMs { get; init; }

    /// <summary>Multiplies Svix's waits between attempts. With 0.001, 5 s become 5 ms.</summary>
    public double TimeFactor { get; init; } = 1;

    /// <summary>The maximum number of concurrent deliveries. 1 preserves their order.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>
    /// Whether the endpoint is on. Messages that are created while it is off are sent only on request.
    /// </summary>
    public bool EndpointOn { get; init; } = true;

    /// <summary>
    /// The number of requests that the Backend API accepts in <see cref="RateLimitWindowMs"/>. Null means no limit.
    /// </summary>
    /// <remarks>Clerk's limit is 1000 requests in ten seconds, or 100 for a development instance.</remarks>
    public int? RateLimit { get; init; }

    /// <summary>The time window of <see cref="RateLimit"/>, in milliseconds.</summary>
    public int RateLimitWindowMs { get; init; } = 10_000;

    /// <summary>Makes random choices repeatable; null makes them vary. Setting a seed restarts the sequence.</summary>
    public int? Seed { get; init; }

    /// <summary>The <c>azp</c> claim of session tokens; null leaves it out.</summary>
    public string? AuthorizedParty { get; init; } = "http://localhost:3000";

    /// <summary>Returns the first problem as a sentence; null when the settings are valid.</summary>
    public string? FindProblem() =>
        (Duplicates is < 0 or > 1, Loss is < 0 or > 1, Reordering is < 0 or > 1) switch
        {
            (true, _, _) => "duplicates must be from 0 to 1.",
            (_, true, _) => "loss must be from 0 to 1.",
            (_, _, true) => "reordering must be from 0 to 1.",
            _ when ReorderWithinMs < 0 || DelayMs < 0 => "reorderWithinMs and delayMs must be 0 or more.",
            _ when TimeFactor is < 0 or > 1000 => "timeFactor must be from 0 to 1000.",
            _ when Concurrency is < 1 or > 1000 => "concurrency must be from 1 to 1000.",
            _ when RateLimit < 1 || RateLimitWindowMs < 1 => "rateLimit and rateLimitWindowMs must be 1 or more.",
            _ => null,
        };
}

[JsonSerializable(typeof(SimulationSettings))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    WriteIndented = true
)]
internal sealed partial class SimulationSettingsJson : JsonSerializerContext;
