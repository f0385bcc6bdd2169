using ClerkSync.Functions;
using DesignForge;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.Services.AddClerkSyncFunctions(builder.Configuration);
new DesignForgeApplication().Configure(builder.Services, builder.Configuration);
await builder.Build().RunAsync();
