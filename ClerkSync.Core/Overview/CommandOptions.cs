namespace ClerkSync.Core.Overview;

/// <summary>
/// The options that a command of the CLI needs to act on the same database. Only <c>up</c> registers them, and only if it was
/// given <c>--data</c>.
/// </summary>
/// <param name="Text">Such as <c>--data 'DIR'</c>, for a command to paste.</param>
internal sealed record CommandOptions(string Text);
