using ClerkSync.AspNetCore.Functions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Tests.AspNetCore.Functions;

/// <summary>The errors at start-up for functions that cannot run.</summary>
public sealed class FunctionFinderTests
{
    [Fact]
    public void Duplicate_function_name_is_rejected()
    {
        var error = Assert.Throws<InvalidOperationException>(() => FunctionFinder.Find([typeof(Twice)]));

        Assert.Equal("Two functions are called once.", error.Message);
    }

    [Fact]
    public void Function_without_a_trigger_is_rejected()
    {
        var error = Assert.Throws<InvalidOperationException>(() => FunctionFinder.Find([typeof(Untriggered)]));

        Assert.Equal("The function Nothing has neither an HttpTrigger nor a TimerTrigger.", error.Message);
    }

    [Fact]
    public void Parameter_that_cannot_be_bound_is_rejected()
    {
        var function = FunctionFinder.Find([typeof(UnknownParameter)]).Single();

        var error = Assert.Throws<InvalidOperationException>(() => new FunctionInvoker(function, ["id"]));

        Assert.Equal("The parameter name of the function Greet cannot be bound.", error.Message);
    }

    [Fact]
    public void Unsupported_return_type_is_rejected()
    {
        var function = FunctionFinder.Find([typeof(UnknownReturn)]).Single();

        var error = Assert.Throws<InvalidOperationException>(() => new FunctionInvoker(function, []));

        Assert.Equal("The function Count returns Int32; HttpResponseData, Task and void are supported.", error.Message);
    }

    [Fact]
    public void Malformed_schedule_is_rejected()
    {
        var function = FunctionFinder.Find([typeof(BadSchedule)]).Single();

        var error = Assert.Throws<InvalidOperationException>(() => TimerFunction.Create(function));

        Assert.Equal(
            "The schedule \"soon\" of the function Tick is not a six-field NCRONTAB expression.",
            error.Message
        );
    }

    private static class Twice
    {
        [Function("Once")]
        public static void First([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequestData request) => _ = request;

        [Function("once")]
        public static void Second([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequestData request) => _ = request;
    }

    private static class Untriggered
    {
        [Function("Nothing")]
        public static void Run() { }
    }

    private static class UnknownParameter
    {
        [Function("Greet")]
        public static void Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequestData request, string name) =>
            _ = (request, name);
    }

    private static class UnknownReturn
    {
        [Function("Count")]
        public static int Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequestData request) =>
            request.Cookies.Count;
    }

    private static class BadSchedule
    {
        [Function("Tick")]
        public static void Run([TimerTrigger("soon")] TimerInfo timer) => _ = timer;
    }
}
