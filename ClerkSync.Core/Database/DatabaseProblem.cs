namespace ClerkSync.Core.Database;

/// <summary>A precondition that a database does not meet.</summary>
/// <param name="Code">A word for programs, such as <c>read_only</c>.</param>
/// <param name="IsBlocking">Whether deliveries cannot be applied until it is corrected; otherwise it is a warning.</param>
internal sealed record DatabaseProblem(string Code, string What, string ToDo, bool IsBlocking = true)
{
    public string Line => $"{(IsBlocking ? "Problem" : "Warning")}: {this}";

    public override string ToString() => $"{What} {ToDo}";
}
