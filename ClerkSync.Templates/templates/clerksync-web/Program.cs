using ClerkSync.AspNetCore;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddClerkSync(builder.Configuration);

var app = builder.Build();
app.MapClerkSync();

app.MapGet(
    "/hello",
    async (HttpContext http) =>
    {
        // Creates the user's row if the webhook of the sign-up has not arrived yet.
        var caller = await http.GetOrCreateCurrentUserAsync();
        return caller.IsRejected
            ? caller.Rejection
            : Results.Text(
                $"Hello {caller.User.FirstName ?? caller.User.Email}, you have {caller.User.Credits} credits."
            );
    }
);

app.Run();
