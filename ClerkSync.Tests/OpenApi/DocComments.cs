using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ClerkSync.Core;
using ClerkSync.Functions.Users;

namespace ClerkSync.Tests.OpenApi;

/// <summary>The summaries of documentation comments, as Markdown.</summary>
internal static partial class DocComments
{
    private const BindingFlags AnyConstant = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Assembly[] Assemblies = [typeof(ClerkId).Assembly, typeof(GetMe).Assembly];

    private static readonly Dictionary<string, XElement> Members = Assemblies
        .Select(assembly => XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")))
        .SelectMany(document => document.Descendants("member"))
        .ToDictionary(member => (string)member.Attribute("name")!);

    public static string? Find(Type type) => Find($"T:{Name(type)}", "summary");

    public static string? Find(MethodInfo method) =>
        Members
            .Where(member =>
                member.Key.StartsWith($"M:{Name(method.DeclaringType!)}.{method.Name}(", StringComparison.Ordinal)
            )
            .Select(member => ToText(member.Value.Element("summary")))
            .SingleOrDefault();

    /// <summary>Finds the summary of a property or an enum member, or the text of a record parameter.</summary>
    public static string? Find(MemberInfo member)
    {
        var type = Name(member.DeclaringType!);
        return Find($"{(member is FieldInfo ? 'F' : 'P')}:{type}.{member.Name}", "summary")
            ?? ToText(
                Members
                    .GetValueOrDefault($"T:{type}")
                    ?.Elements("param")
                    .FirstOrDefault(one => (string?)one.Attribute("name") == member.Name)
            );
    }

    private static string? Find(string member, string element) =>
        ToText(Members.GetValueOrDefault(member)?.Element(element));

    private static string? ToText(XElement? element) =>
        element is null ? null : Spaces().Replace(string.Concat(element.Nodes().Select(ToText)), " ").Trim();

    private static string ToText(XNode node) =>
        node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement see when (string?)see.Attribute("cref") is { } cref => $"`{Refer(cref)}`",
            XElement element => $"`{element.Attributes().First().Value}`",
            _ => "",
        };

    /// <summary>Returns the JSON name of a member or the value of a constant.</summary>
    private static string Refer(string cref)
    {
        var path = cref[2..].Split('(')[0];
        var (type, name) = (path[..path.LastIndexOf('.')], path[(path.LastIndexOf('.') + 1)..]);
        return cref[0] switch
        {
            'P' => JsonNamingPolicy.CamelCase.ConvertName(name),
            'F' => $"{FindType(type)?.GetField(name, AnyConstant)?.GetRawConstantValue() ?? name}",
            _ => name,
        };
    }

    private static Type? FindType(string name) =>
        Assemblies.Select(assembly => assembly.GetType(name)).FirstOrDefault(type => type is { IsEnum: false });

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
