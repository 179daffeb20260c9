using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace LiteBox.EndToEnd.Harness;

/// <summary>What GCC needs to compile and link C programs inside a bundle, from this machine.</summary>
internal static class CompilerFiles
{
    private static readonly string[] s_tools = ["gcc", "as", "ld"];
    private static readonly string[] s_parts = ["collect2", "cc1", "liblto_plugin.so", "crtbegin.o", "crtbeginS.o", "crtend.o", "crtendS.o", "libgcc.a", "libgcc_s.so", "include"];
    private static readonly string[] s_objects = ["crti.o", "crtn.o", "Scrt1.o", "libc.so", "libm.so", "libgcc_s.so.1"];
    private static readonly string[] s_headers = ["linux", "asm-generic"];

    /// <summary>The driver and its passes, the start files, libc and the headers: where they are, and where GCC looks for them inside.</summary>
    public static IEnumerable<(string Source, string Destination)> All()
    {
        string gcc = Path.GetDirectoryName(Command.Check("gcc", "-print-prog-name=cc1").Trim())!;
        string libraries = Path.GetDirectoryName(Path.GetFullPath(Command.Check("gcc", "-print-file-name=libc.so").Trim()))!;

        // libc.so and libm.so are scripts of the linker; these are the files that they name.
        IEnumerable<string> named = s_objects.Where(name => name.EndsWith(".so", StringComparison.Ordinal))
            .SelectMany(name => File.ReadAllText(Path.Combine(libraries, name)).Split([' ', '\n'])).Where(word => word.StartsWith('/') && File.Exists(word));
        IEnumerable<string> headers = Directory.GetFiles("/usr/include", "*.h").Concat(s_headers.Select(name => "/usr/include/" + name))
            .Append("/usr/include/" + Path.GetFileName(libraries)).Where(Path.Exists);

        // Distributions reach most of these over symbolic links, which a bundle would keep without the files that they lead to.
        return
        [
            .. s_tools.Select(name => (Guest.Installed(name, "gcc"), "/usr/bin/" + name)),
            .. s_parts.Select(name => Path.Combine(gcc, name)).Where(Path.Exists).Select(path => (Real(path), path)),
            .. s_objects.Select(name => Path.Combine(libraries, name)).Concat(named).Distinct().Select(path => (Real(path), path)),
            .. headers.Select(path => (path, path)),
        ];
    }

    private static string Real(string path) => new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
}
