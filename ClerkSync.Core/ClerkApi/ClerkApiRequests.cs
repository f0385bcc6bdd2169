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

/// <summary>Asks Clerk's Backend API, within its rate limit, and again when it is away.</summary>
internal sealed partial class ClerkApiRequests
{
    /// <summary>From sending to the last byte of the answer.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    // An answer takes a moment, and Date has whole seconds.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly ClerkSyncSettings _settings;
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
    {
        _http = http;
        _settings = settings;
        _budget = budget;
        _time = time;
        _logger = logger;
        _retries = ClerkApiRetries.Create(time, BeforeRetry);
    }

    /// <summary>
    /// How far Clerk's clock was ahead of ours at the last answer, negative when behind; null within 5 s, and before the
    /// first answer.
    /// </summary>
    public TimeSpan? ClockDifference { get; private set; }

    /// <summary>The time by Clerk's clock, as far as it is known.</summary>
    public DateTimeOffset Now => _time.GetUtcNow() + (ClockDifference ?? TimeSpan.Zero);

    /// <summary>Asks until there is an answer; it is read whole before anything of it is returned.</summary>
    /// <param name="path">Relative to <c>/v1/</c>, with its query.</param>
    /// <param name="read">Reads the answer; nothing of the JSON is kept. A <see cref="JsonException"/> of it makes the answer unusable.</param>
    /// <param name="cancellationToken">Ends waiting, asking and reading at once.</param>
    /// <exception cref="SettingException">There is no key.</exception>
    /// <exception cref="ClerkApiException">There is no usable answer.</exception>
    public async Task<T> GetAsync<T>(string path, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        var key =
            _settings.ClerkSecretKey
            ?? throw new SettingException(
                ClerkSecretKey.Setting,
                $"{ClerkSecretKey.Setting} is not set, so Clerk cannot be asked. The API keys page of the Clerk Dashboard shows it."
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
            // Not as the inner exception: its message repeats what stands there.
            throw ClerkApiErrors.Unreadable(name, exception.Path);
        }
    }

    private void CompareClocks(DateTimeOffset? clerks)
    {
        var difference = clerks - _time.GetUtcNow();
        ClockDifference = difference?.Duration() > ClockTolerance ? difference : null;
    }

    /// <summary>What Clerk asks of one request holds for all of them.</summary>
    private void BeforeRetry(ClerkApiException exception)
    {
        if (exception.RetryAfter is { } pause)
        {
            _budget.Pause(pause);
        }

        LogRetry(ShownError.Describe(exception));
    }

    [LoggerMessage(LogLevel.Warning, "Clerk is asked again: {Reason}")]
    private partial void LogRetry(string reason);
}
