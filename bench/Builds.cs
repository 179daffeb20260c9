using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using LiteBox.EndToEnd.Harness;

namespace LiteBox.Bench;

/// <summary>A compiler at work: many programs that start each other, large ones among them.</summary>
internal static class Builds
{
    private const int Sources = 12;
    private const string Name = "make, 12 C files with gcc";

    public static IEnumerable<Benchmark> All(int rounds) => [new(Name, () => Make(rounds))];

    private static Measurement Make(int rounds)
    {
        // In memory natively too: what is compared is not the disk.
        string folder = Directory.CreateDirectory("/dev/shm/litebox-bench-make").FullName;
        Write(folder);
        string make = Programs.Installed("make", "make");
        string[] tools = [.. new[] { "sh", "gcc", "as", "ld" }.Select(tool => Programs.Installed(tool, "gcc"))];
        string[] files = [.. tools.Concat(Compiler()).Append(folder).Distinct().SelectMany(file => new[] { "--file", file + ":" + file })];
        string bundle = Programs.Bundle(make, [.. files, "--env", "PATH=/usr/bin:/bin"]);
        Measurement m = Programs.Whole(Name, null, make, bundle, ["-s", "-B", "-C", folder], "/dev/null", rounds);
        Directory.Delete(folder, recursive: true);
        return m;
    }

    /// <summary>What gcc itself needs: its passes, the start files, libc and the headers.</summary>
    private static IEnumerable<string> Compiler()
    {
        string libgcc = Command.Check("gcc", "-print-libgcc-file-name").Trim();
        string folder = Path.GetDirectoryName(Path.GetFullPath(libgcc))!;
        string[] parts = ["cc1", "collect2", "liblto_plugin.so", "lto-wrapper", "libgcc.a", "libgcc_s.so", "crtbegin.o", "crtend.o", "crtbeginS.o", "crtendS.o", "include"];
        string[] libraries = ["Scrt1.o", "crt1.o", "crti.o", "crtn.o", "libc.so", "libc.so.6", "libc_nonshared.a", "libm.so.6", "ld-linux-x86-64.so.2", "libgcc_s.so.1"];
        return parts.Select(part => Path.Combine(folder, part))
            .Concat(libraries.SelectMany(library => new[] { "/usr/lib/x86_64-linux-gnu/" + library, "/lib64/" + library }))
            .Append("/usr/include")
            .Where(Path.Exists);
    }

    private static void Write(string folder)
    {
        var rules = new StringBuilder();
        rules.Append("objects =");
        for (int i = 0; i < Sources; i++)
            rules.Append(CultureInfo.InvariantCulture, $" part{i}.o");
        rules.Append("\nprogram: main.o $(objects)\n\tgcc -o $@ $^\n%.o: %.c parts.h\n\tgcc -O1 -c -o $@ $<\n");
        File.WriteAllText(Path.Combine(folder, "Makefile"), rules.ToString());
        File.WriteAllText(Path.Combine(folder, "parts.h"), string.Concat(Enumerable.Range(0, Sources).Select(i => $"int part{i}(int x);\n")));
        File.WriteAllText(
            Path.Combine(folder, "main.c"),
            "#include <stdio.h>\n#include \"parts.h\"\nint main(void) { int x = 1;\n" + string.Concat(Enumerable.Range(0, Sources).Select(i => $"x = part{i}(x);\n")) +
            "printf(\"%d\\n\", x); return 0; }\n");
        for (int i = 0; i < Sources; i++)
            File.WriteAllText(
                Path.Combine(folder, $"part{i}.c"),
                "#include <stdlib.h>\n#include <string.h>\n#include \"parts.h\"\n" +
                string.Concat(Enumerable.Range(0, 40).Select(n => $"static int step{n}(int x) {{ for (int i = 0; i < {n + 3}; i++) x = x * {2 * n + 1} + i; return x ^ {i}; }}\n")) +
                $"int part{i}(int x) {{" + string.Concat(Enumerable.Range(0, 40).Select(n => $" x = step{n}(x);")) + " return x & 0xffff; }\n");
    }
}
