using ClerkSync.Functions;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.Services.AddClerkSyncFunctions(builder.Configuration);
builder.Build().Run();
