using ClerkSync.Core.Disclosure;

namespace ClerkSync.Core.Mirror;

/// <summary>A backfill, drift run or repair cannot continue. The message says why, and what to do.</summary>
internal sealed class MirrorException(string message) : Exception(message), IUserMessage;
