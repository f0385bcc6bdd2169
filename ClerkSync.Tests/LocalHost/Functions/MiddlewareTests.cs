using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Context.Features;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ClerkSync.Tests.LocalHost.Functions;

/// <summary>Middleware and JSON behave as in the Functions worker.</summary>
public sealed class MiddlewareTests : IAsyncDisposable
{
    private readonly List<string> _seen = [];
    private SampleHost? _host;

    public async ValueTask DisposeAsync() => await (_host?.DisposeAsync() ?? Task.CompletedTask);

    [Fact]
    public async Task Middleware_runs_in_the_order_in_which_it_was_added()
    {
        await StartAsync(worker =>
            worker
                .UseMiddleware(
                    async (_, next) =>
                    {
                        _seen.Add("first");
                        await next();
                        _seen.Add("first again");
                    }
                )
                .UseMiddleware(
                    async (_, next) =>
                    {
                        _seen.Add("second");
                        await next();
                    }
                )
        );

        using var response = await _host!.Http.GetAsync("api/things");

        Assert.Equal("got", await response.Content.ReadAsStringAsync());
        Assert.Equal(["first", "second", "first again"], _seen);
    }

    [Fact]
    public async Task Middleware_can_read_the_request_and_change_the_response()
    {
        await StartAsync(worker =>
            worker.UseMiddleware(
                async (context, next) =>
                {
                    var request = await context.GetHttpRequestDataAsync();
                    _seen.Add(request!.Url.AbsolutePath);
                    await next();
                    context.GetHttpResponseData()!.Headers.Add("X-Seen", request.Method);
                }
            )
        );

        using var response = await _host!.Http.GetAsync("api/things");

        Assert.Equal(["/api/things"], _seen);
        Assert.Equal("GET", Assert.Single(response.Headers.GetValues("X-Seen")));
    }

    [Fact]
    public async Task Middleware_can_respond_without_calling_the_function()
    {
        await StartAsync(worker =>
            worker.UseMiddleware(
                async (context, _) =>
                {
                    var request = await context.GetHttpRequestDataAsync();
                    context.GetInvocationResult().Value = request!.CreateResponse(HttpStatusCode.Forbidden);
                }
            )
        );

        using var response = await _host!.Http.GetAsync("api/things");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("Throw")]
    [InlineData("ThrowLater")]
    public async Task Middleware_can_turn_an_exception_into_a_response(string function)
    {
        await StartAsync(worker =>
            worker.UseMiddleware(
                async (context, next) =>
                {
                    try
                    {
                        await next();
                    }
                    catch (InvalidTimeZoneException)
                    {
                        var request = await context.GetHttpRequestDataAsync();
                        context.GetInvocationResult().Value = request!.CreateResponse(HttpStatusCode.BadGateway);
                    }
                }
            )
        );

        using var response = await _host!.Http.GetAsync($"api/{function}");

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
    }

    [Fact]
    public async Task Exception_in_middleware_is_logged_and_gives_500()
    {
        await StartAsync(worker => worker.UseMiddleware((_, _) => throw new InvalidTimeZoneException("before it")));

        using var response = await _host!.Http.GetAsync("api/things");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains(_host.Logs, line => line.Contains("before it", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Middleware_class_is_a_singleton_that_a_condition_limits_to_a_trigger()
    {
        await StartAsync(worker =>
            worker
                .UseWhen<CountCalls>(context => TriggerOf(context) == "httpTrigger")
                .UseWhen<RejectCalls>(context => TriggerOf(context) == "timerTrigger")
        );

        using var first = await _host!.Http.GetAsync("api/things");
        using var second = await _host.Http.GetAsync("api/things");

        Assert.Equal("2", Assert.Single(second.Headers.GetValues("X-Call")));

        // As in Microsoft's guide to middleware.
        static string TriggerOf(FunctionContext context) =>
            context
                .FunctionDefinition.InputBindings.Values.First(binding =>
                    binding.Type.EndsWith("Trigger", StringComparison.Ordinal)
                )
                .Type;
    }

    [Fact]
    public async Task Middleware_can_replace_an_argument()
    {
        await StartAsync(worker =>
            worker.UseMiddleware(
                async (context, next) =>
                {
                    var binding = context.Features.Get<IFunctionInputBindingFeature>()!;
                    (await binding.BindFunctionInputAsync(context)).Values[1] = "replaced";
                    await next();
                }
            )
        );

        using var response = await _host!.Http.GetAsync("api/files/as/sent");

        Assert.Equal("replaced", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Middleware_has_the_items_and_services_of_the_invocation()
    {
        await StartAsync(worker =>
            worker.UseMiddleware(
                async (context, next) =>
                {
                    context.Items["scope"] = context.InstanceServices.GetRequiredService<SampleScope>();
                    await next();
                    _seen.Add($"{((SampleScope)context.Items["scope"]).Id}");
                }
            )
        );

        var answer = await _host!.Http.GetStringAsync("api/invocations/7");

        Assert.EndsWith(Assert.Single(_seen), answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_read_case_insensitively_and_written_with_the_member_names()
    {
        await StartAsync(_ => { });

        var (type, body) = await EchoAsync();

        Assert.Equal(("application/json; charset=utf-8", """{"FirstName":"Ada"}"""), (type, body));
    }

    [Fact]
    public async Task Json_is_written_with_the_options_of_the_application()
    {
        await StartAsync(worker =>
            worker.Services.Configure<JsonSerializerOptions>(json =>
                json.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower
            )
        );

        var (_, body) = await EchoAsync("""{"first_name":"Ada"}""");

        Assert.Equal("""{"first_name":"Ada"}""", body);
    }

    [Fact]
    public async Task Json_is_written_by_the_serializer_of_the_application()
    {
        await StartAsync(worker =>
            worker.Services.Configure<WorkerOptions>(options =>
                options.Serializer = new Azure.Core.Serialization.JsonObjectSerializer(
                    new JsonSerializerOptions(JsonSerializerDefaults.Web)
                )
            )
        );

        var (_, body) = await EchoAsync();

        Assert.Equal("""{"firstName":"Ada"}""", body);
    }

    private async Task<(string? Type, string Body)> EchoAsync(string json = """{"FIRSTNAME":"Ada"}""")
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _host!.Http.PostAsync("api/EchoJson", content);
        return (response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsStringAsync());
    }

    private async Task StartAsync(Action<IFunctionsWorkerApplicationBuilder> use)
    {
        _host = new SampleHost(SampleHost.Key, hostJsonPath: null, use);
        await _host.InitializeAsync();
    }

    private sealed class CountCalls : IFunctionsWorkerMiddleware
    {
        private int _calls;

        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            await next(context);
            context.GetHttpResponseData()!.Headers.Add("X-Call", $"{++_calls}");
        }
    }

    private sealed class RejectCalls : IFunctionsWorkerMiddleware
    {
        public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) => Task.CompletedTask;
    }
}
