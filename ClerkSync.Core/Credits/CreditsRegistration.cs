using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.Credits;

internal static class CreditsRegistration
{
    public static IServiceCollection AddCredits(this IServiceCollection services, ClerkSyncSettings settings) =>
        services.AddSingleton(settings.CreditCosts).AddOwn<CreditHistory>().AddOwn<CreditLedger>();
}
