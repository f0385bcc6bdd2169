using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.AspNetCore.Functions;

/// <summary>A function's response as that of an endpoint.</summary>
internal sealed class FunctionResult(HttpResponseData response) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) =>
        ((KestrelResponse)response).WriteToAsync(httpContext.Response, httpContext.RequestAborted);
}
