namespace ClerkSync.Functions.Http;

/// <summary>
/// Marks a function that answers anyone. Every other function requires a function key or uses <see cref="Users.CurrentUser"/>; a test
/// checks all of them.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PublicRouteAttribute : Attribute;
