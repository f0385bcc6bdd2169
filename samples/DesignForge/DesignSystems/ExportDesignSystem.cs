using System.Net;
using System.Text;
using ClerkSync.Functions.Http;
using ClerkSync.Functions.Users;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace DesignForge.DesignSystems;

/// <summary>GET design-systems/{id}/export: a style sheet, for users on pro or a plan above it.</summary>
public sealed class ExportDesignSystem(
    CurrentUser currentUser,
    DesignSystemStore store,
    ILogger<ExportDesignSystem> logger
)
{
    private static readonly Problem NotFound = new(
        HttpStatusCode.NotFound,
        "design_system_not_found",
        "You have no such design system."
    );

    /// <summary>200 with the colors as CSS variables; 401, 403, 404.</summary>
    [Function(nameof(ExportDesignSystem))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "design-systems/{id}/export")]
            HttpRequestData request,
        string id
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                var caller = await currentUser.GetOrCreateCurrentUserAsync(request, cancellationToken);
                if (caller.IsRejected)
                {
                    return caller.Rejection;
                }

                if (!currentUser.IsProOrHigher(caller.User))
                {
                    return await currentUser.UpgradeRequiredAsync(request);
                }

                if (
                    !Guid.TryParse(id, out var key)
                    || await store.FindAsync(caller.User, key, cancellationToken) is not { } found
                )
                {
                    return await request.CreateProblemAsync(NotFound);
                }

                var response = request.CreateResponse(HttpStatusCode.OK);
                response.Headers.Add("Content-Type", "text/css; charset=utf-8");
                await response.WriteBytesAsync(Encoding.UTF8.GetBytes(ToCss(found)), cancellationToken);
                return response;
            }
        );

    private static string ToCss(DesignSystem designSystem)
    {
        var lines = designSystem.Colors.Select((color, i) => $"  --color-{i + 1}: {color};\n");
        return $":root {{\n{string.Concat(lines)}}}\n";
    }
}
