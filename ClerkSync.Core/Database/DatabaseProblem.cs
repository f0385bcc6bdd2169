namespace ClerkSync.Core.Database;

/// <summary>A precondition that a database does not meet.</summary>
/// <param name="Code">A word for programs, such as <c>read_only</c>.</param>
/// <param name="What">What is wrong, as a sentence.</param>
/// <param name="ToDo">What to do about it, as a sentence.</param>
/// <param name="IsBlocking">Whether deliveries cannot be applied until it is corrected; else it is a risk.</param>
internal sealed record DatabaseProblem(string Code, string What, string ToDo, bool IsBlocking = true)
{
    /// <summary>The problem as a line for a terminal.</summary>
    public string Line => $"{(IsBlocking ? "Problem" : "Warning")}: {this}";

    /// <summary>What is wrong and what to do.</summary>
    public override string ToString() => $"{What} {ToDo}";
}
