using ClerkSync.Functions;
using DesignForge;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.Services.AddClerkSyncFunctions(builder.Configuration);
var application = new DesignForgeApplication();
application.Configure(builder.Services, builder.Configuration);
application.Use(builder);
await builder.Build().RunAsync();
