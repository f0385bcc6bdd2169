namespace ClerkSync.Functions.Http;

/// <summary>
/// Declares that a function answers anybody. Every other one asks for a function key or asks <see cref="Users.CurrentUser"/>; a test
/// walks all of them.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PublicRouteAttribute : Attribute;
