using ClerkSync.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.Services.AddClerkSync(builder.Configuration);
await builder.Build().RunAsync();
