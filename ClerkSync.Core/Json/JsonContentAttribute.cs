namespace ClerkSync.Core.Json;

/// <summary>Says of what type the JSON in a member is. Only the description of the routes uses it.</summary>
/// <param name="types">More than one when the JSON is of one of them.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class JsonContentAttribute(params Type[] types) : Attribute
{
    public IReadOnlyList<Type> Types => types;
}
