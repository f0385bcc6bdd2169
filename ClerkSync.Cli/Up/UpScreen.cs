using ClerkSync.LocalHost.Up;

namespace ClerkSync.Cli.Up;

/// <summary>What <c>up</c> prints.</summary>
internal sealed class UpScreen(TextWriter output, string command)
{
    /// <summary>Shows the steps of the start.</summary>
    public Task<T> ShowStepsAsync<T>(Func<IProgress<string>, Task<T>> start) => Steps.ShowAsync(output, start);

    /// <summary>Says how it ends, if anybody is there to read it: after SIGHUP the terminal may be gone.</summary>
    public void ReportEnd(string value)
    {
        try
        {
            output.WriteLine(value);
        }
        catch (IOException)
        {
            // Nobody is there.
        }
    }

    /// <summary>Says that everything runs, and what to try.</summary>
    /// <param name="session">What runs.</param>
    /// <param name="data">The data folder.</param>
    /// <param name="dataOption">What names it in the lines to paste; may be empty.</param>
    /// <param name="stop">The key or the command that stops it.</param>
    public void ShowReady(UpSession session, DataFolder data, string dataOption, string stop)
    {
        var clerk = session.Clerk is { } simulated
            ? $"{simulated.PageUrl}  a simulated one; the link opens its page, once"
            : "your own";
        var stripe = session.Stripe is { } payments
            ? $"\n  Stripe        {payments.BaseUrl}  a simulated one, with sample accounts"
            : "";
        var tryAccess = session.Stripe is null ? "" : $"\n  {command} access fields{dataOption}";
        var functions = string.Concat(session.ApplicationFunctions.Select(line => $"\n  {line}"));
        var application = functions.Length > 0 ? $"\nYour application:{functions}\n" : "";
        output.WriteLine(
            $"""

            Ready

              Endpoint      {session.Endpoint}
              Health        {session.Health}
              Console       {session.Console}  it asks for the function key
              Clerk         {clerk}{stripe}
              Database      {session.PsqlCommand}
              Function key  {session.FunctionKey}
              Debugger      attach it to process {Environment.ProcessId}, which runs the functions
            {application}
            Try in another terminal:
              {command} trigger user.created{dataOption}
              {command} trigger user.updated --first-name Ada{dataOption}
              {command} trigger user.deleted{dataOption}
              {command} deliveries{dataOption}{tryAccess}

            {stop} stops everything; the data stay in {data.FullPath}.

            """
        );
        output.Flush();
    }

    /// <summary>Says that the local Postgres runs, and where its URL is.</summary>
    public void ShowReady(PostgresSession session, DataFolder data)
    {
        output.WriteLine(
            $"""

            Ready

              Database  {session.PsqlCommand}
              Settings  {data.SettingsFile}  has DATABASE_URL

            Ctrl-C stops it; the data stay in {data.FullPath}.

            """
        );
        output.Flush();
    }

    /// <summary>Says that the simulated Clerk runs, and where the settings of its clients are.</summary>
    public void ShowReady(ClerkSession session, Uri endpoint, DataFolder data)
    {
        output.WriteLine(
            $"""

            Ready

              Clerk     {session.Clerk.BaseUrl}
              Page      {session.Clerk.PageUrl}  the link works once
              Webhooks  {endpoint}
              Settings  {data.SettingsFile}  has its keys and the signing secret

            Ctrl-C stops it; the data stay in {data.FullPath}.

            """
        );
        output.Flush();
    }
}
