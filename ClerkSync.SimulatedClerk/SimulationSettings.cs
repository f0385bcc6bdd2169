using System.Text.Json.Serialization;

namespace ClerkSync.SimulatedClerk;

/// <summary>The knobs of the simulated Clerk. Without them everything is delivered once, at once, several messages at a time.</summary>
public sealed record SimulationSettings
{
    /// <summary>The share of messages that are delivered twice, from 0 to 1.</summary>
    public double Duplicates { get; init; }

    /// <summary>The share of messages that never arrive, from 0 to 1.</summary>
    public double Loss { get; init; }

    /// <summary>The share of messages that wait a random time, up to <see cref="ReorderWithinMs"/>, from 0 to 1.</summary>
    public double Reordering { get; init; }

    /// <summary>The longest wait of a message that is reordered, in milliseconds.</summary>
    public int ReorderWithinMs { get; init; } = 1000;

    /// <summary>What every message waits before its first attempt, in milliseconds.</summary>
    public int DelayMs { get; init; }

    /// <summary>Stretches Svix's waits between attempts: 1 is as Svix waits, 0.001 makes 5 s of 5 ms.</summary>
    public double TimeFactor { get; init; } = 1;

    /// <summary>How many deliveries may be on their way at once; 1 keeps their order.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>Whether messages are sent. Those of a time when it was off are never sent by themselves.</summary>
    public bool EndpointOn { get; init; } = true;

    /// <summary>How many requests the Backend API takes in <see cref="RateLimitWindowMs"/>; null is no limit.</summary>
    /// <remarks>Clerk's own: 1000 in ten seconds, 100 for a development instance.</remarks>
    public int? RateLimit { get; init; }

    /// <summary>The time over which requests are counted, in milliseconds.</summary>
    public int RateLimitWindowMs { get; init; } = 10_000;

    /// <summary>Makes the chances come out the same every time; null makes them differ. Setting it begins anew.</summary>
    public int? Seed { get; init; }

    /// <summary>The <c>azp</c> of session tokens; null leaves it out.</summary>
    public string? AuthorizedParty { get; init; } = "http://localhost:3000";

    /// <summary>What is wrong with the settings, as a sentence; null when nothing is.</summary>
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
