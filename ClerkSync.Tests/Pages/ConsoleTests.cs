using ClerkSync.Core.Database;
using Dapper;
using Microsoft.Playwright;
using Npgsql;

namespace ClerkSync.Tests.Pages;

/// <summary>The console as an operator uses it: an outage, a failed delivery, and access that does not match.</summary>
public sealed class ConsoleTests : IAsyncLifetime
{
    private PageHost _host = null!;

    public async Task InitializeAsync() => _host = await PageHost.StartAsync(access: true);

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [BrowserFact]
    public async Task Delivery_during_a_database_outage_is_shown_as_failed_and_is_applied_after_it()
    {
        await using var browser = await PageBrowser.StartAsync();
        var clerk = await _host.OpenClerkAsync(browser);
        var console = await _host.OpenConsoleAsync(browser, "deliveries");
        await AllowConnectionsAsync(false);

        await PageHost.SignUpAsync(clerk, "ada@example.com", "Ada");
        var row = Table(clerk, "Deliveries").Locator("tbody tr").First;
        await row.GetByText("503", new() { Exact = true }).WaitForAsync();
        await console.GetByText("Not live: the last request failed").WaitForAsync();
        await AllowConnectionsAsync(true);
        await clerk.GetByRole(AriaRole.Button, new() { Name = "Retry waiting, failed and skipped" }).ClickAsync();
        await row.GetByText("200", new() { Exact = true }).WaitForAsync();

        Assert.Equal(1, await ScalarAsync<long>("select count(*) from users where email = 'ada@example.com'"));
        await Table(console, "Deliveries").GetByText("user.created").First.WaitForAsync();
    }

    [BrowserFact]
    public async Task Failed_delivery_is_found_by_its_cause_and_replayed_by_its_filter()
    {
        await using var browser = await PageBrowser.StartAsync();
        await SignUpRejectedUserAsync(browser);

        var id = await ScalarAsync<string>("select clerk_id from webhook_deliveries where outcome = 'failed'");
        var person = await _host.OpenConsoleAsync(browser, $"people/{id}");
        await person.GetByText("Not in the database").WaitForAsync();
        await person.GotoAsync($"{_host.Up.Console}#/people");
        await person.GetByRole(AriaRole.Searchbox).FillAsync("barbara@example.com");
        await person.GetByRole(AriaRole.Searchbox).PressAsync("Enter");
        await person.GetByRole(AriaRole.Link, new() { Name = "Failed sign-ups" }).ClickAsync();
        await Table(person, "Deliveries").GetByRole(AriaRole.Link, new() { Name = id }).WaitForAsync();
        await person.CloseAsync();
        var console = await _host.OpenConsoleAsync(browser, "");
        await console.GetByText("1 delivery failed").First.WaitForAsync();
        var group = console.Locator("article.failure");
        await AssertExplainedAsync(group);
        await group.GetByRole(AriaRole.Link, new() { Name = id }).WaitForAsync();
        await console.GetByRole(AriaRole.Link, new() { Name = "Failures 1" }).WaitForAsync();
        await group.GetByRole(AriaRole.Link, new() { Name = "Show" }).ClickAsync();
        await Table(console, "Deliveries").Locator("tbody a").Last.ClickAsync();
        await AssertExplainedAsync(console.Locator("main"));
        await console.GoBackAsync();
        await console.GoBackAsync();
        // The next retry is minutes away, so only the console can apply the delivery.
        await WaitAsync("select count(*) from webhook_deliveries where outcome = 'failed' and attempts = 2", 1);
        await ExecuteAsync("alter table users drop constraint own_rule");
        await group.GetByText("own_rule no longer exists").WaitForAsync();
        await group.GetByRole(AriaRole.Button, new() { Name = "Replay 1 delivery" }).ClickAsync();
        var dialog = console.GetByRole(AriaRole.Dialog);
        await dialog.GetByText("This applies 1 delivery again").WaitForAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Replay 1 delivery" }).ClickAsync();
        await dialog.GetByText("Done. 1 of 1 delivery replayed.").WaitForAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        // The charts refresh without waiting for their next poll.
        await Chart(console, "Deliveries").GetByText("failed 0").WaitForAsync(new() { Timeout = 5000 });
        await console.GetByText("Nothing has failed").WaitForAsync();
        await console.GetByRole(AriaRole.Link, new() { Name = "Failures", Exact = true }).WaitForAsync();

        Assert.Equal(1, await ScalarAsync<long>("select count(*) from users where email = 'barbara@example.com'"));
        // The browser reports the 404 of the person without a row.
        Assert.All(browser.Faults, fault => Assert.Contains("404", fault, StringComparison.Ordinal));

        static async Task AssertExplainedAsync(ILocator cause)
        {
            await cause.GetByText("23514 check violation").WaitForAsync();
            await cause.GetByText("own_rule", new() { Exact = true }).WaitForAsync();
            await cause.GetByText("CHECK ((first_name <> 'Barbara'::text))").WaitForAsync();
            await cause.GetByText("A value breaks a check constraint that you added.").WaitForAsync();
        }
    }

    [BrowserFact]
    public async Task Nothing_is_written_before_the_dialog_is_confirmed()
    {
        await using var browser = await PageBrowser.StartAsync();
        await SignUpRejectedUserAsync(browser);
        var id = await ScalarAsync<string>("select clerk_id from webhook_deliveries where outcome = 'failed'");
        var svixId = await ScalarAsync<string>("select svix_id from webhook_deliveries where outcome = 'failed'");
        var console = await _host.OpenConsoleAsync(browser, "runs");
        var written = new List<string>();
        console.Request += (_, request) =>
        {
            if (request.Method != "GET")
            {
                written.Add($"{request.Method} {request.Url}");
            }
        };

        await CancelAsync("runs", "Start backfill", $"./clerksync backfill {_host.DataOption}");
        await CancelAsync("runs", "Start repair", $"./clerksync repair --yes {_host.DataOption}");
        await CancelAsync($"deliveries/{svixId}", "Replay this one", $"./clerksync replay {svixId} {_host.DataOption}");
        await CancelAsync($"people/{id}", "Repair this one", $"ops/people/{id}/repair");
        await CancelAsync("failures", "Replay 1 delivery", "./clerksync replay --cause");
        await CancelAsync("deliveries?failed=true", "Replay all of these", "./clerksync replay --failed");

        await console.GotoAsync($"{_host.Up.Console}#/runs");
        await console.GetByRole(AriaRole.Button, new() { Name = "Start repair" }).ClickAsync();
        await console.GetByRole(AriaRole.Dialog).WaitForAsync();
        await console.GoBackAsync();
        await console.GetByRole(AriaRole.Dialog).WaitForAsync(new() { State = WaitForSelectorState.Detached });

        Assert.Empty(written);

        async Task CancelAsync(string path, string button, string line)
        {
            await console.GotoAsync($"{_host.Up.Console}#/{path}");
            await console.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
            var dialog = console.GetByRole(AriaRole.Dialog);
            await dialog.GetByText(line).First.WaitForAsync();
            await dialog
                .GetByText($"{_host.Up.Console}".Replace("console/", "ops/", StringComparison.Ordinal))
                .First.WaitForAsync();
            await dialog.GetByText("set KEY to a function key").WaitForAsync();
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
            await dialog.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        }
    }

    [BrowserFact]
    public async Task Run_is_stopped_after_confirmation_and_the_toast_stays_while_the_pointer_is_on_it()
    {
        await using var browser = await PageBrowser.StartAsync();
        // No process executes this run, so it does not end by itself.
        var id = await ScalarAsync<long>(
            "insert into sync_runs (kind, owner) values ('drift', gen_random_uuid()) returning id"
        );
        var console = await _host.OpenConsoleAsync(browser, $"runs/{id}");
        await console.SetViewportSizeAsync(1440, 900);
        await console.Clock.InstallAsync();
        var stop = console.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true });
        var dialog = console.GetByRole(AriaRole.Dialog);
        var toast = console.Locator(".toast");

        await stop.ClickAsync();
        await dialog.GetByText($"./clerksync runs {id} --stop {_host.DataOption}").WaitForAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        var afterCancel = await StatusAsync();
        await stop.ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Stop the run" }).ClickAsync();
        await console.GetByText("The run was stopped").WaitForAsync();
        var box = await toast.BoundingBoxAsync();
        var content = await console.Locator("main > .stack").BoundingBoxAsync();
        await toast.HoverAsync();
        await console.Clock.FastForwardAsync(60_000);
        var shownWhileHovered = await toast.CountAsync();
        await console.Mouse.MoveAsync(700, 10);
        await console.Clock.FastForwardAsync(60_000);
        await toast.WaitForAsync(new() { State = WaitForSelectorState.Detached });

        Assert.Equal(("running", "stopped"), (afterCancel, await StatusAsync()));
        Assert.True(
            box!.X + box.Width <= content!.X,
            $"The toast ends at {box.X + box.Width}, the content starts at {content.X}"
        );
        Assert.Equal(1, shownWhileHovered);
        Assert.Empty(browser.Faults);

        Task<string> StatusAsync() => ScalarAsync<string>($"select status from sync_runs where id = {id}");
    }

    [BrowserFact]
    public async Task Chart_without_differences_shows_no_failure_and_equal_lag_lines_are_both_visible()
    {
        await using var browser = await PageBrowser.StartAsync();
        var clerk = await _host.OpenClerkAsync(browser);
        await PageHost.SignUpAsync(clerk, "ada@example.com", "Ada");
        var console = await _host.OpenConsoleAsync(browser, "");

        await console.GetByRole(AriaRole.Button, new() { Name = "Compare with Clerk now" }).ClickAsync();
        await console.Locator(".badge.succeeded").WaitForAsync();
        await console.GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync();
        await console.GetByText("In sync as of").First.WaitForAsync();
        var differences = Chart(console, "Rows that differ");
        await differences.GetByText("as of").WaitForAsync();
        var lag = Chart(console, "Lag behind Clerk");
        var strokes = await lag.Locator("path.line")
            .EvaluateAllAsync<string[]>("lines => lines.map((line) => getComputedStyle(line).strokeWidth)");

        Assert.Equal(0, await differences.Locator(".tone-failed").CountAsync());
        Assert.Matches("^[0-9]+ per minute$", await Chart(console, "Deliveries").Locator(".scale").TextContentAsync());
        Assert.Matches("^[0-9]+ m?s$", await lag.Locator(".scale").TextContentAsync());
        Assert.True(strokes.Distinct().Count() > 1, string.Join(", ", strokes));
        Assert.Empty(browser.Faults);
    }

    [BrowserFact]
    public async Task Overview_with_an_open_incident_is_not_green_and_links_to_the_run_with_a_difference()
    {
        await using var browser = await PageBrowser.StartAsync();
        var clerk = await _host.OpenClerkAsync(browser);
        await PageHost.SignUpAsync(clerk, "ada@example.com", "Ada");
        var console = await _host.OpenConsoleAsync(browser, "");
        var status = console.Locator(".status");
        await CompareAsync();
        await status.GetByText("In sync as of").WaitForAsync();
        var green = await status.Locator(".glyph.good").CountAsync();

        await ExecuteAsync(
            """
            insert into access_incidents (clerk_id, code, codes, reason, changes, opened_at, last_seen_at)
            values ('user_1', 'wrong_plan', '{wrong_plan}', 'reason', '[]', now(), now())
            """
        );
        await status.GetByRole(AriaRole.Link, new() { Name = "1 access incident is open." }).WaitForAsync();
        var greenWithIncident = await status.Locator(".glyph.good").CountAsync();
        var inSync = await status.GetByText("In sync as of").CountAsync();
        await ExecuteAsync("update users set first_name = 'Eve' where email = 'ada@example.com'");
        await CompareAsync();
        await status.GetByRole(AriaRole.Link, new() { Name = "1 row differs" }).ClickAsync();
        await console.GetByRole(AriaRole.Button, new() { Name = "Start repair" }).WaitForAsync();

        Assert.Equal((1, 0, 1), (green, greenWithIncident, inSync));
        Assert.Matches("#/runs/[0-9]+$", console.Url);
        Assert.Empty(browser.Faults);

        async Task CompareAsync()
        {
            await console.GetByRole(AriaRole.Button, new() { Name = "Compare with Clerk now" }).ClickAsync();
            await console.Locator(".badge.succeeded").WaitForAsync();
            await console.GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync();
        }
    }

    [BrowserFact]
    public async Task Menu_fits_a_phone_and_works_with_the_keyboard()
    {
        await using var browser = await PageBrowser.StartAsync();
        var console = await _host.OpenConsoleAsync(browser, "");
        await console.SetViewportSizeAsync(390, 800);
        var menu = console.GetByRole(AriaRole.Button, new() { Name = "Menu" });
        var links = console.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link);

        await menu.FocusAsync();
        await console.Keyboard.PressAsync("Enter");
        var boxes = new List<LocatorBoundingBoxResult?>();
        foreach (var link in await links.AllAsync())
        {
            boxes.Add(await link.BoundingBoxAsync());
        }

        await console.Keyboard.PressAsync("Escape");
        var shownAfterEscape = await links.CountAsync();
        await console.Keyboard.PressAsync("Enter");
        await links.Filter(new() { HasText = "Ledger" }).FocusAsync();
        await console.Keyboard.PressAsync("Enter");
        await console.GetByRole(AriaRole.Heading, new() { Name = "Access ledger" }).WaitForAsync();

        Assert.Equal(8, boxes.Count);
        Assert.All(boxes, box => Assert.True(box is { X: >= 0, Height: >= 44 } && box.X + box.Width <= 390));
        Assert.Equal(0, shownAfterEscape);
        Assert.Equal(0, await links.CountAsync());
    }

    [BrowserFact]
    public async Task Person_is_found_compared_and_repaired()
    {
        await using var browser = await PageBrowser.StartAsync();
        var clerk = await _host.OpenClerkAsync(browser);
        await PageHost.SignUpAsync(clerk, "ada@example.com", "Ada");
        await WaitAsync("select count(*) from users where email = 'ada@example.com'", 1);
        await ExecuteAsync("update users set first_name = 'Eve' where email = 'ada@example.com'");

        var console = await _host.OpenConsoleAsync(browser, "people");
        await console.GetByRole(AriaRole.Searchbox).FillAsync("ada@example.com");
        await console.GetByRole(AriaRole.Searchbox).PressAsync("Enter");
        await console.GetByRole(AriaRole.Link, new() { Name = "Eve", Exact = true }).First.ClickAsync();
        await console.GetByText("user.created").First.WaitForAsync();
        var comparison = console.Locator("section.card").Filter(new() { HasText = "What Clerk says" });
        await comparison.GetByRole(AriaRole.Button, new() { Name = "Ask Clerk" }).ClickAsync();
        await comparison.GetByText("1 field differs").WaitForAsync();
        await comparison.GetByRole(AriaRole.Button, new() { Name = "Repair this one" }).ClickAsync();
        await console
            .GetByRole(AriaRole.Dialog)
            .GetByRole(AriaRole.Button, new() { Name = "Repair", Exact = true })
            .ClickAsync();
        await comparison.GetByText("Nothing differs").WaitForAsync();
        await WaitAsync("select count(*) from users where email = 'ada@example.com' and first_name = 'Ada'", 1);
        await ExecuteAsync("update users set first_name = 'Eve' where email = 'ada@example.com'");
        await comparison.GetByText("The row has changed since the comparison").WaitForAsync();

        Assert.Empty(browser.Faults);
    }

    [BrowserFact]
    public async Task Access_is_connected_mapped_and_checked_until_the_incident_is_closed()
    {
        await using var browser = await PageBrowser.StartAsync();
        await WaitAsync("select count(*) from users where email like '%@sample.example'", 8);
        var console = await _host.OpenConsoleAsync(browser, "access/source");

        await console.GetByRole(AriaRole.Tab, new() { Name = "Clerk" }).ClickAsync();
        var key = console.GetByLabel("Clerk Backend API secret key");
        await ConnectAsync("pk_test_madeUpForThisTestOnly");
        await console.GetByText("This is a publishable key").WaitForAsync();
        await ConnectAsync("sk_test_madeUpForThisTestOnly0000000000");
        await console.GetByText("Clerk rejected the secret key (HTTP 401)").WaitForAsync();
        await ConnectAsync(_host.Up.Clerk!.SecretKey);
        await console.GetByText("Clerk connected — sk_test_…").First.WaitForAsync();

        await console.GotoAsync($"{_host.Up.Console}#/access/customers");
        await console.GetByText("Customer matching is automatic").WaitForAsync();
        await console.GotoAsync($"{_host.Up.Console}#/access/fields");
        var fields = console.Locator("form select");
        await fields.Nth(0).SelectOptionAsync("private_metadata.stripe_customer_id");
        await fields.Nth(1).SelectOptionAsync("public_metadata.plan");
        // Each of Stripe's two prices is proposed with the plan that it is named after.
        var prices = console.GetByRole(AriaRole.Group, new() { Name = "Prices" }).First;
        Assert.Equal("enterprise", await prices.Locator("input").Nth(1).InputValueAsync());
        Assert.Equal("pro", await prices.Locator("input").Nth(3).InputValueAsync());
        await console.GetByRole(AriaRole.Button, new() { Name = "Save and continue" }).ClickAsync();
        await console
            .GetByRole(AriaRole.Dialog)
            .GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true })
            .ClickAsync();
        await console.GetByText("Access was not checked yet").WaitForAsync();

        await console.GetByRole(AriaRole.Button, new() { Name = "Check everyone now" }).ClickAsync();
        await WaitAsync("select count(*) from access_runs where status = 'succeeded'", 1);
        await console.GotoAsync($"{_host.Up.Console}#/access/incidents");
        var incident = console.Locator("article.card").Filter(new() { HasText = "paid_no_access" });
        await incident.GetByRole(AriaRole.Cell, new() { Name = "public_metadata.plan" }).WaitForAsync();

        // An operator changes the plan in Clerk. The test uses its API.
        await SetPlanAsync("radia.perlman@sample.example", "pro");
        await incident.GetByRole(AriaRole.Button, new() { Name = "Check this one again" }).ClickAsync();
        await incident.WaitForAsync(new() { State = WaitForSelectorState.Detached });

        Assert.DoesNotContain(_host.Up.Clerk.SecretKey, await console.ContentAsync(), StringComparison.Ordinal);
        // The browser reports a 422 for each of the two rejected keys.
        Assert.All(browser.Faults, fault => Assert.Contains("422", fault, StringComparison.Ordinal));

        async Task ConnectAsync(string text)
        {
            await key.FillAsync(text);
            await console.GetByRole(AriaRole.Button, new() { Name = "Test & connect" }).ClickAsync();
        }
    }

    private static ILocator Chart(IPage page, string title) =>
        page.Locator("figure", new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true }) });

    private static ILocator Table(IPage page, string name) => page.GetByRole(AriaRole.Table, new() { Name = name });

    /// <summary>Signs up a user that a constraint of the application rejects.</summary>
    private async Task SignUpRejectedUserAsync(PageBrowser browser)
    {
        await ExecuteAsync("alter table users add constraint own_rule check (first_name <> 'Barbara')");
        var clerk = await _host.OpenClerkAsync(browser);
        await PageHost.SignUpAsync(clerk, "barbara@example.com", "Barbara");
        await WaitAsync("select count(*) from webhook_deliveries where outcome = 'failed'", 1);
    }

    private async Task SetPlanAsync(string email, string plan)
    {
        var clerk = _host.Up.Clerk!;
        var user = clerk.Users.All().Single(user => user.FindPrimaryEmail() == email);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", clerk.SecretKey);
        using var body = new StringContent(
            $$"""{ "public_metadata": { "plan": "{{plan}}" } }""",
            System.Text.Encoding.UTF8,
            "application/json"
        );
        using var answer = await http.PatchAsync(new Uri($"{clerk.BaseUrl}/v1/users/{user.Id}/metadata"), body);
        answer.EnsureSuccessStatusCode();
        await WaitAsync(
            $"select count(*) from users where email = '{email}' and public_metadata ->> 'plan' = '{plan}'",
            1
        );
    }

    /// <summary>Allows or blocks connections to the database, and ends the open ones, as a stop of Postgres does.</summary>
    private async Task AllowConnectionsAsync(bool isAllowed)
    {
        var database = DatabaseUrl.Parse(_host.DatabaseUrl);
        var name = database.Database!;
        database.Database = "postgres";
        await using var server = new NpgsqlConnection(database.ConnectionString);
        await server.ExecuteAsync($"alter database {name} allow_connections {isAllowed}");
        await server.ExecuteAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = @name",
            new { name }
        );
    }

    private async Task WaitAsync(string sql, long count)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await ScalarAsync<long>(sql) != count)
        {
            await Task.Delay(100, timeout.Token);
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var database = Connect();
        await database.ExecuteAsync(sql);
    }

    private async Task<T> ScalarAsync<T>(string sql)
    {
        await using var database = Connect();
        return (await database.ExecuteScalarAsync<T>(sql))!;
    }

    private NpgsqlConnection Connect()
    {
        var database = DatabaseUrl.Parse(_host.DatabaseUrl);
        database.Pooling = false;
        return new NpgsqlConnection(database.ConnectionString);
    }
}
