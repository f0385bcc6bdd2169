using ClerkSync.SimulatedClerk.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ClerkSync.SimulatedClerk.Page;

/// <summary>Routes for the page that are not part of Clerk's API.</summary>
/// <param name="accountPage">The URL that "Sign in as" opens; null when there is none.</param>
/// <param name="readRowsAsync">Reads database rows as JSON; null when there is no Postgres.</param>
internal sealed class PageRoutes(
    Uri? accountPage,
    Func<IReadOnlyList<string>, CancellationToken, Task<string>>? readRowsAsync
)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/page", DescribeAsync);
        routes.MapGet("/rows", ReadRowsAsync);
    }

    private Task DescribeAsync(HttpContext context) =>
        ClerkAnswer.WriteAsync(
            context,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("account", accountPage?.ToString());
                json.WriteBoolean("hasRows", readRowsAsync is not null);
                json.WriteEndObject();
            }
        );

    private async Task ReadRowsAsync(HttpContext context)
    {
        if (readRowsAsync is null)
        {
            await BackendApi.RejectUnknownAsync(context);
            return;
        }

        string rows;
        try
        {
            rows = await readRowsAsync([.. context.Request.Query["id"].OfType<string>()], context.RequestAborted);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Postgres is down. The page shows that it sees no rows, and retries.
            throw new RejectedRequestException(503, "rows_unavailable", "no rows", "The rows cannot be read now.");
        }

        await ClerkAnswer.WriteAsync(context, json => json.WriteRawValue(rows));
    }
}
