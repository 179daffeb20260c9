using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace LiteBox.Shim.Generator;

/// <summary>One system-call handler as the source declares it. Plain values, so that the compiler can see when nothing changed.</summary>
internal sealed class Handler : IEquatable<Handler>
{
    private static readonly string[] s_registerTypes = ["int", "uint", "long", "ulong"];

    private Handler(int number, string name, bool lockless, string method, ImmutableArray<string> parameterTypes, string? problem)
    {
        Number = number;
        Name = name;
        Lockless = lockless;
        Method = method;
        ParameterTypes = parameterTypes;
        Problem = problem;
    }

    public int Number { get; }

    public string Name { get; }

    public bool Lockless { get; }

    public string Method { get; }

    public ImmutableArray<string> ParameterTypes { get; }

    public string? Problem { get; }

    /// <summary>The handlers that one method is: a method may serve several numbers.</summary>
    public static ImmutableArray<Handler> From(GeneratorAttributeSyntaxContext context)
    {
        IMethodSymbol method = (IMethodSymbol)context.TargetSymbol;
        string name = method.ContainingType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) + "." + method.Name;
        ImmutableArray<string> types = [.. method.Parameters.Skip(1).Select(parameter => parameter.Type.ToDisplayString())];
        string? problem = Check(method, types);
        return [.. context.Attributes.Select(attribute => new Handler(
            (int)attribute.ConstructorArguments[0].Value!,
            (string)attribute.ConstructorArguments[1].Value!,
            attribute.NamedArguments.Any(argument => argument.Key == "Lockless" && argument.Value.Value is true),
            name,
            types,
            problem))];
    }

    public bool Equals(Handler? other) =>
        other is not null && Number == other.Number && Name == other.Name && Lockless == other.Lockless && Method == other.Method
        && Problem == other.Problem && ParameterTypes.SequenceEqual(other.ParameterTypes);

    public override bool Equals(object? obj) => Equals(obj as Handler);

    public override int GetHashCode() => Number;

    private static string? Check(IMethodSymbol method, ImmutableArray<string> types)
    {
        if (!method.IsStatic || method.ReturnType.Name != "Result")
            return "it must be static and return Result";
        if (method.Parameters.Length == 0 || method.Parameters[0].Type.Name != "Thread")
            return "its first parameter must be the Thread";
        if (types.Length > 6)
            return "a system call has at most six arguments";
        return types.All(s_registerTypes.Contains) ? null : "its arguments must be int, uint, long or ulong";
    }
}
