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
internal sealed partial class ClerkApiRequests
{
    /// <summary>The time limit of a request, from sending to the last byte of the response.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    // A response takes time, and Date has whole seconds.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly ClerkSecretKey? _key;
    private readonly RequestBudget _budget;
    private readonly TimeProvider _time;
    private readonly ILogger<ClerkApiRequests> _logger;
    private readonly ResiliencePipeline _retries;

    public ClerkApiRequests(
        HttpClient http,
        ClerkSyncSettings settings,
        RequestBudget budget,
        TimeProvider time,
        ILogger<ClerkApiRequests> logger
    )
        : this(http, settings.ClerkSecretKey, budget, time, logger) { }

    private ClerkApiRequests(
        HttpClient http,
        ClerkSecretKey? key,
        RequestBudget budget,
        TimeProvider time,
        ILogger<ClerkApiRequests> logger
    )
    {
        _http = http;
        _key = key;
        _budget = budget;
        _time = time;
        _logger = logger;
        _retries = ClerkApiRetries.Create(time, BeforeRetry);
    }

    /// <summary>
    /// The difference of Clerk's clock to ours at the last response, negative when Clerk's is behind; null when it is
    /// below 5 s, and before the first response.
    /// </summary>
    public TimeSpan? ClockDifference { get; private set; }

    /// <summary>The time by Clerk's clock, as far as its difference is known.</summary>
    public DateTimeOffset Now => _time.GetUtcNow() + (ClockDifference ?? TimeSpan.Zero);

    /// <summary>The last failure that was retried; null when there was none.</summary>
    public ClerkApiException? LastFailure { get; private set; }

    /// <summary>Sends requests with another key. Its rate limit does not slow down the requests of this one.</summary>
    public ClerkApiRequests WithKey(ClerkSecretKey key) =>
        new(_http, key, new RequestBudget(limit: 1, TimeSpan.Zero, _time), _time, _logger);

    /// <summary>Sends a request until there is a response, which is read whole before any of it is returned.</summary>
    /// <param name="path">Relative to <c>/v1/</c>, with its query.</param>
    /// <param name="read">Must not keep any part of the JSON. If it throws a <see cref="JsonException"/>, the response is unusable.</param>
    /// <exception cref="SettingException">There is no key.</exception>
    /// <exception cref="ClerkApiException">There is no usable response.</exception>
    public async Task<T> GetAsync<T>(string path, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        var key =
            _key
            ?? throw new SettingException(
                ClerkSecretKey.Setting,
                $"{ClerkSecretKey.Setting} is not set, so Clerk cannot be queried. The API keys page of the Clerk Dashboard shows it."
            );
        return await _retries.ExecuteAsync(
            async token => await _budget.RunAsync(() => TryGetAsync(key, path, read, token), token),
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
        using var timeout = new CancellationTokenSource(Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Value);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
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
            throw ClerkApiErrors.From(name, _http.BaseAddress!, exception);
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
        var difference = clerks - _time.GetUtcNow();
        ClockDifference = difference?.Duration() > ClockTolerance ? difference : null;
    }

    /// <summary>A pause that Clerk requests applies to all requests.</summary>
    private void BeforeRetry(ClerkApiException exception)
    {
        LastFailure = exception;
        if (exception.RetryAfter is { } pause)
        {
            _budget.Pause(pause);
        }

        LogRetry(ShownError.Describe(exception));
    }

    [LoggerMessage(LogLevel.Warning, "A request to Clerk is retried: {Reason}")]
    private partial void LogRetry(string reason);
}
