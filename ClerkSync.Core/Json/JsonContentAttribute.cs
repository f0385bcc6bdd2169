namespace ClerkSync.Core.Json;

/// <summary>Declares the type of the JSON in a member. Only the OpenAPI document uses it.</summary>
/// <param name="type">The type, or an internal interface whose implementations are the possible types.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class JsonContentAttribute(Type type) : Attribute
{
    public Type Type => type;
}
