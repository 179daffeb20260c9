using System;
using System.Collections.Generic;
using System.Linq;
using LiteBox.Packager.Diagnostics;

namespace LiteBox.Packager.Linking;

/// <summary>The failures of linking, LB0601 to LB0609; their pages are in docs/diagnostics.</summary>
internal static class LinkErrors
{
    private const string CompileAgain = "Compile the library OS again; if it stays so, the compiler's version is not the one this linker was made for.";

    public static LiteBoxException NotAnObject(string file) =>
        new("LB0601", file, "This is not a relocatable object.", CompileAgain);

    public static LiteBoxException BadSection(string file, string section) =>
        new("LB0601", file, $"Section '{section}' has an impossible size or alignment.", CompileAgain);

    public static LiteBoxException BadSymbol(string file, string symbol) =>
        new("LB0601", file, $"Symbol '{symbol}' lies outside its section.", CompileAgain);

    public static LiteBoxException BadRelocation(string file, string section) =>
        new("LB0601", file, $"A relocation of section '{section}' lies outside it or names no symbol.", CompileAgain);

    public static LiteBoxException UnknownRelocation(string file, string section, uint type) =>
        new("LB0602", file, FormattableString.Invariant($"Section '{section}' has a relocation of the unknown type {type}."), CompileAgain);

    public static LiteBoxException ThreadLocal(string file, string section) =>
        new("LB0602", file, $"Section '{section}' holds thread-local data.", "Library-OS code has no thread statics; keep the value in an object.");

    public static LiteBoxException Unresolved(string file, IReadOnlyCollection<string> names) =>
        new("LB0603", file,
            "Nothing defines " + string.Join(", ", names.Take(20).Select(n => "'" + n + "'"))
                + (names.Count > 20 ? FormattableString.Invariant($" and {names.Count - 20} more.") : "."),
            "Export it from C# with [RuntimeExport], declare it as a host call of the platform, or add a stub.");

    public static LiteBoxException Duplicate(string name, string first, string second) =>
        new("LB0604", second, $"Symbol '{name}' is defined in {first} too.", "Rename one of the two exports.");

    public static LiteBoxException Undecodable(string file, string symbol, ulong offset) =>
        new("LB0605", file, FormattableString.Invariant($"The code of '{symbol}' cannot be decoded at offset {offset}."), CompileAgain);

    public static LiteBoxException WideVector(string file, string symbol, string instruction) =>
        new("LB0605", file,
            $"The code of '{symbol}' uses '{instruction}', whose registers the entry stub does not keep for the guest.",
            "Compile the library OS with --instruction-set:base and without floating point.");

    public static LiteBoxException TooLarge(string file) =>
        new("LB0606", file, "The image is larger than 1 GiB, beyond what its code can address.", "Leave large data to the root file system.");

    public static LiteBoxException BadHostCall(string file, string method, string problem) =>
        new("LB0607", file, $"Host call '{method}': {problem}", "Correct its [HostCall] attribute.");

    public static LiteBoxException BadPolicyProgram(string problem) =>
        new("LB0608", null, problem, "Declare fewer host calls or fewer values for their arguments.");
}
