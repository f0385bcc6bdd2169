using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Json;
using Microsoft.Extensions.Logging;
using Polly;

namespace ClerkSync.Core.ClerkApi;

/// <summary>Sends requests to Clerk's Backend API within its rate limit, and retries them after an outage.</summary>
internal sealed partial class ClerkApiRequests(
    HttpClient http,
    ClerkSyncSettings settings,
    RequestBudget budget,
    TimeProvider time,
    ILogger<ClerkApiRequests> logger
)
{
    /// <summary>From sending to the last byte of the response.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    // A response takes time, and Date has whole seconds.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);

    private readonly ResiliencePipeline _retries = ClerkApiRetries.Create(
        time,
        exception => BeforeRetry(exception, budget, logger)
    );

    /// <summary>
    /// How far Clerk's clock was ahead of ours at the last response, negative when behind; null within 5 s, and before the
    /// first response.
    /// </summary>
    public TimeSpan? ClockDifference { get; private set; }

    /// <summary>The time by Clerk's clock, as far as its difference is known.</summary>
    public DateTimeOffset Now => time.GetUtcNow() + (ClockDifference ?? TimeSpan.Zero);

    /// <summary>Sends a request until there is a response, which is read whole before any of it is returned.</summary>
    /// <param name="path">Relative to <c>/v1/</c>, with its query.</param>
    /// <param name="read">Keeps nothing of the JSON. If it throws a <see cref="JsonException"/>, the response is unusable.</param>
    /// <exception cref="SettingException">There is no key.</exception>
    /// <exception cref="ClerkApiException">There is no usable response.</exception>
    public async Task<T> GetAsync<T>(string path, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        var key =
            settings.ClerkSecretKey
            ?? throw new SettingException(
                ClerkSecretKey.Setting,
                $"{ClerkSecretKey.Setting} is not set, so Clerk cannot be asked. The API keys page of the Clerk Dashboard shows it."
            );
        return await _retries.ExecuteAsync(
            async token => await budget.RunAsync(() => TryGetAsync(key, path, read, token), token),
            cancellationToken
        );
    }

    private async Task<T> TryGetAsync<T>(
        ClerkSecretKey key,
        string path,
        Func<JsonElement, T> read,
        CancellationToken cancellationToken
    )
    {
        var name = $"GET /v1/{path.Split('?')[0]}";
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Value);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            CompareClocks(response.Headers.Date);
            using var body = await ClerkApiBody.ReadAsync(response.Content, either.Token);
            return response.StatusCode == HttpStatusCode.OK
                ? Read(name, body.Bytes, read)
                : throw ClerkApiErrors.From(name, response, body.Bytes);
        }
        catch (Exception exception)
            when (exception is HttpRequestException or IOException or InvalidDataException or OperationCanceledException
            )
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw ClerkApiErrors.From(name, http.BaseAddress!, exception);
        }
    }

    private static T Read<T>(string name, ReadOnlyMemory<byte> body, Func<JsonElement, T> read)
    {
        try
        {
            using var json = ClerkJson.Parse(
                Utf8.IsValid(body.Span) ? body : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body.Span))
            );
            return read(json.RootElement);
        }
        catch (JsonException exception)
        {
            // Not as the inner exception: its message repeats the value.
            throw ClerkApiErrors.Unreadable(name, exception.Path);
        }
    }

    private void CompareClocks(DateTimeOffset? clerks)
    {
        var difference = clerks - time.GetUtcNow();
        ClockDifference = difference?.Duration() > ClockTolerance ? difference : null;
    }

    /// <summary>Clerk's pause for one request holds for all of them.</summary>
    private static void BeforeRetry(ClerkApiException exception, RequestBudget budget, ILogger logger)
    {
        if (exception.RetryAfter is { } pause)
        {
            budget.Pause(pause);
        }

        LogRetry(logger, ShownError.Describe(exception));
    }

    [LoggerMessage(LogLevel.Warning, "A request to Clerk is retried: {Reason}")]
    private static partial void LogRetry(ILogger logger, string reason);
}
