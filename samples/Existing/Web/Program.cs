using ClerkSync.AspNetCore;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddClerkSync(builder.Configuration);
var app = builder.Build();
app.MapClerkSync();

app.MapGet("/", () => "Hello World!");

app.Run();
