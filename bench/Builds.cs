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
        // In memory natively too: what is compared is not the disk. Inside, /dev is the library OS's own, hence the other name.
        string folder = Directory.CreateDirectory("/dev/shm/litebox-bench-make").FullName, name = "/tmp/litebox-bench-make";
        Write(folder);
        File.Delete(name);
        File.CreateSymbolicLink(name, folder);
        try
        {
            string make = Programs.Installed("make", "make");
            (string Source, string Destination)[] files = [.. CompilerFiles.All(), (Guest.Installed("dash", "dash"), "/bin/sh"), (folder, name)];
            string bundle = Programs.Bundle(
                make, [.. files.SelectMany(file => new[] { "--file", file.Source + ":" + file.Destination }), "--env", "PATH=/usr/bin:/bin"]);
            return Programs.Whole(Name, null, make, bundle, ["-s", "-B", "-C", name], "/dev/null", rounds);
        }
        finally
        {
            File.Delete(name);
            Directory.Delete(folder, recursive: true);
        }
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
