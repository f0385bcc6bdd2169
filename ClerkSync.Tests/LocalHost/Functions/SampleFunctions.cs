using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Tests.LocalHost.Functions;

/// <summary>Functions for the tests of the host. They are public because the host finds only public types.</summary>
public sealed class SampleFunctions(SampleScope scope, SampleSignals signals)
{
    [Function(nameof(EchoBody))]
    public async Task<HttpResponseData> EchoBody(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequestData request,
        CancellationToken cancellationToken
    )
    {
        var response = request.CreateResponse(HttpStatusCode.OK);
        await request.Body.CopyToAsync(response.Body, cancellationToken);
        return response;
    }

    [Function(nameof(EchoJson))]
    public static async Task<HttpResponseData> EchoJson(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequestData request
    )
    {
        var response = request.CreateResponse(HttpStatusCode.OK);
        await response.WriteAsJsonAsync(await request.ReadFromJsonAsync<SamplePerson>());
        return response;
    }

    [Function(nameof(EchoHeaders))]
    public static async Task<HttpResponseData> EchoHeaders(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequestData request
    )
    {
        var response = request.CreateResponse();
        foreach (var (name, values) in request.Headers)
        {
            await response.WriteStringAsync($"{name}: {string.Join('|', values)}\n");
        }

        return response;
    }

    [Function(nameof(EchoRequest))]
    public static Task<HttpResponseData> EchoRequest(
        [HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequestData request
    ) =>
        TextAsync(
            request,
            $"{request.Method} {request.Url.PathAndQuery} q={request.Query["q"]} "
                + string.Join(' ', request.Cookies.Select(cookie => $"{cookie.Name}[{cookie.Value}]"))
        );

    [Function(nameof(DescribeInvocation))]
    public Task<HttpResponseData> DescribeInvocation(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "invocations/{id}")] HttpRequestData request,
        FunctionContext context
    ) =>
        TextAsync(
            request,
            $"{context.FunctionDefinition.Name} {context.BindingContext.BindingData["id"]} "
                + $"{ReferenceEquals(request.FunctionContext, context)} "
                + $"{ReferenceEquals(context.InstanceServices.GetService(typeof(SampleScope)), scope)} {scope.Id}"
        );

    [Function(nameof(ReadValues))]
    public static Task<HttpResponseData> ReadValues(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "values/{text}/{id:guid}/{number}/{big:long}")]
            HttpRequestData request,
        string text,
        Guid id,
        int number,
        long big
    ) => TextAsync(request, $"{text} {id} {number} {big}");

    [Function(nameof(ReadRest))]
    public static Task<HttpResponseData> ReadRest(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "files/{*rest}")] HttpRequestData request,
        string? rest
    ) => TextAsync(request, rest ?? "nothing");

    [Function(nameof(ReadOptional))]
    public static Task<HttpResponseData> ReadOptional(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "optional/{number:int?}")] HttpRequestData request,
        int number
    ) => TextAsync(request, $"{number}");

    [Function(nameof(GetThing))]
    public static Task<HttpResponseData> GetThing(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things")] HttpRequestData request
    ) => TextAsync(request, "got");

    [Function(nameof(PostThing))]
    public static Task<HttpResponseData> PostThing(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", "put", Route = "things")] HttpRequestData request
    ) => TextAsync(request, "posted");

    [Function(nameof(NeedKey))]
    public static Task<HttpResponseData> NeedKey(
        [HttpTrigger(AuthorizationLevel.Function, "get")] HttpRequestData request
    ) => TextAsync(request, "open");

    [Function(nameof(ReturnVoid))]
    public static void ReturnVoid([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequestData request) =>
        ArgumentNullException.ThrowIfNull(request);

    [Function(nameof(ReturnTask))]
    public static async Task ReturnTask([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequestData request) =>
        await request.ReadAsStringAsync();

    [Function(nameof(ReturnResponse))]
    public static HttpResponseData ReturnResponse(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequestData request
    )
    {
        var response = request.CreateResponse(HttpStatusCode.PaymentRequired);
        response.Headers.Add("Retry-After", "5");
        response.Headers.Add("X-Sample", ["a", "b"]);
        response.Cookies.Append(
            new HttpCookie("mood", "good")
            {
                MaxAge = 60,
                SameSite = SameSite.Lax,
                HttpOnly = true,
            }
        );
        return response;
    }

    [Function(nameof(Throw))]
    public static void Throw([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequestData request) =>
        throw new InvalidTimeZoneException($"thrown by {request.Method}");

    [Function(nameof(ThrowLater))]
    public static async Task<HttpResponseData> ThrowLater(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequestData request
    )
    {
        var response = await TextAsync(request, "never sent");
        response.Headers.Add("X-Sample", "never sent");
        throw new InvalidTimeZoneException("thrown later");
    }

    [Function(nameof(WaitForever))]
    public async Task WaitForever(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequestData request,
        CancellationToken cancellationToken
    )
    {
        signals.Started.SetResult();
        await using var registration = cancellationToken.Register(signals.Canceled.SetResult);
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private static async Task<HttpResponseData> TextAsync(HttpRequestData request, string text)
    {
        var response = request.CreateResponse(HttpStatusCode.OK);
        response.Headers.Add("Content-Type", "text/plain; charset=utf-8");
        await response.WriteStringAsync(text);
        return response;
    }
}

/// <summary>The JSON body that <see cref="SampleFunctions.EchoJson"/> reads and writes.</summary>
public sealed record SamplePerson(string FirstName);

/// <summary>A scoped service. Each invocation has its own instance.</summary>
public sealed class SampleScope
{
    public Guid Id { get; } = Guid.NewGuid();
}

/// <summary>Signals from a running function to the test that called it.</summary>
public sealed class SampleSignals
{
    public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Canceled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
