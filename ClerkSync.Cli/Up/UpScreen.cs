using ClerkSync.LocalHost.Up;

namespace ClerkSync.Cli.Up;

internal sealed class UpScreen(TextWriter output, string command)
{
    public Task<T> ShowStepsAsync<T>(Func<IProgress<string>, Task<T>> start) => Steps.ShowAsync(output, start);

    /// <summary>Prints the last line. Ignores a closed terminal, as after SIGHUP.</summary>
    public void ReportEnd(string value)
    {
        try
        {
            output.WriteLine(value);
        }
        catch (IOException)
        {
            // The terminal is closed.
        }
    }

    /// <summary>Prints what is running and what to try.</summary>
    /// <param name="dataOption">The <c>--data</c> option for commands to paste; may be empty.</param>
    /// <param name="stop">The key or the command that stops it.</param>
    public void ShowReady(UpSession session, DataFolder data, string dataOption, string stop)
    {
        var clerk = session.Clerk is { } simulated
            ? $"{simulated.PageUrl}  a simulated one; the link opens its page and works once"
            : "your own";
        var console = session.Console is { } page ? $"\n  Console       {page}  it asks for the function key" : "";
        var stripe = session.Stripe is { } payments
            ? $"\n  Stripe        {payments.PageUrl}  a simulated one, with sample accounts; the link opens its page and works once"
            : "";
        var tryAccess = session.Stripe is null ? "" : $"\n  {command} access fields{dataOption}";
        var functions = string.Concat(session.ApplicationFunctions.Select(line => $"\n  {line}"));
        var application = functions.Length > 0 ? $"\nYour application:{functions}\n" : "";
        output.WriteLine(
            $"""

            Ready

              Endpoint      {session.Endpoint}
              Health        {session.Health}{console}
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

            {stop} stops everything; the data stays in {data.FullPath}.

            """
        );
        output.Flush();
    }

    /// <summary>Prints that the local Postgres is running, and which file has its URL.</summary>
    public void ShowReady(PostgresSession session, DataFolder data)
    {
        output.WriteLine(
            $"""

            Ready

              Database  {session.PsqlCommand}
              Settings  {data.SettingsFile}  has DATABASE_URL

            Ctrl-C stops it; the data stays in {data.FullPath}.

            """
        );
        output.Flush();
    }

    /// <summary>Prints that the simulated Clerk is running, and which file has its clients' settings.</summary>
    public void ShowReady(ClerkSession session, Uri endpoint, DataFolder data)
    {
        output.WriteLine(
            $"""

            Ready

              Clerk     {session.Clerk.BaseUrl}
              Page      {session.Clerk.PageUrl}  the link works once
              Webhooks  {endpoint}
              Settings  {data.SettingsFile}  has its keys and the signing secret

            Ctrl-C stops it; the data stays in {data.FullPath}.

            """
        );
        output.Flush();
    }
}
