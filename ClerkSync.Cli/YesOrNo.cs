namespace ClerkSync.Cli;

internal static class YesOrNo
{
    /// <summary>Asks a question that only y or yes affirms.</summary>
    public static async Task<bool> AskAsync(
        TextReader input,
        TextWriter output,
        string question,
        CancellationToken cancellationToken
    )
    {
        await output.WriteAsync($"{question} [y/N] ");
        await output.FlushAsync(cancellationToken);
        // ReadLineAsync of a terminal blocks, and then Ctrl-C has no effect.
        var answer = await Task.Run(input.ReadLine, cancellationToken).WaitAsync(cancellationToken);
        return answer?.Trim().ToUpperInvariant() is "Y" or "YES";
    }
}
