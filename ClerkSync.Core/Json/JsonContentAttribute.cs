namespace ClerkSync.Core.Json;

/// <summary>Says of what type the JSON in a member is. Only the description of the routes uses it.</summary>
/// <param name="type">An interface of our own when the JSON is of one of the types that implement it.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class JsonContentAttribute(Type type) : Attribute
{
    public Type Type => type;
}
