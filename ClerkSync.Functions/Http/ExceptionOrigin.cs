using System.Diagnostics;
using System.Reflection;
using ClerkSync.Core.Database;

namespace ClerkSync.Functions.Http;

/// <summary>Decides whose code failed, ClerkSync's or the application's.</summary>
internal static class ExceptionOrigin
{
    private static readonly Assembly[] Own = [typeof(DatabaseErrors).Assembly, typeof(ExceptionOrigin).Assembly];

    /// <summary>
    /// Whether ClerkSync's code threw the exception or an inner one, or passed it on. Its text may then contain values of ClerkSync's rows.
    /// </summary>
    /// <param name="exception">An exception that <paramref name="boundary"/> caught.</param>
    /// <param name="boundary">ClerkSync's class that called the application's code. Its own frames do not count.</param>
    public static bool IsOwn(Exception exception, Type boundary) =>
        Flatten(exception)
            .SelectMany(one => new StackTrace(one).GetFrames())
            .Any(frame => frame.GetMethod()?.DeclaringType is { } type && IsOwn(type, boundary));

    // The class of an async method is nested in the class that declares the method.
    private static bool IsOwn(Type type, Type boundary) =>
        Own.Contains(type.Assembly) && type != boundary && type.DeclaringType != boundary;

    private static IEnumerable<Exception> Flatten(Exception exception) =>
        exception switch
        {
            AggregateException { InnerExceptions: var all } => all.SelectMany(Flatten).Prepend(exception),
            { InnerException: { } inner } => Flatten(inner).Prepend(exception),
            _ => [exception],
        };
}
