using System;
using System.Collections.Generic;
using System.Formats.Tar;
using System.IO;
using System.Text;

namespace LiteBox.EndToEnd.Harness;

/// <summary>A directory tree of 50 MB with the same content, names, modes and times on every machine.</summary>
internal static class Tree
{
    /// <summary>Where it is, on the host and in the boxes.</summary>
    public const string Path = "/tmp/litebox-e2e-tree";

    // A bundle gives every file this time; here it is set so that listings can be compared.
    private static readonly DateTime s_time = DateTime.UnixEpoch;
    private static readonly Lazy<bool> s_made = new(Make);

    /// <summary>The tree, made when it is not there yet.</summary>
    public static string Get() => s_made.Value ? Path : throw new IOException("The tree could not be made.");

    private static bool Make()
    {
        string mark = System.IO.Path.Combine(Path, "complete-2");
        if (File.Exists(mark))
            return true;
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
        var random = new Random(20240607);
        string[] words = Words(random);
        Directory.CreateDirectory(Path);
        for (int i = 0; i < 60; i++)
        {
            string folder = Directory.CreateDirectory(System.IO.Path.Combine(Path, $"part{i % 6}", $"section{i / 6}", i % 7 == 0 ? "deep/er/still" : "flat")).FullName;
            for (int j = 0; j < 15; j++)
                File.WriteAllText(System.IO.Path.Combine(folder, $"text {j}.txt"), Text(random, words, random.Next(20, 4000)));
        }
        File.WriteAllText(System.IO.Path.Combine(Path, "words.txt"), Text(random, words, 250_000));
        File.WriteAllText(System.IO.Path.Combine(Path, "numbers.txt"), Numbers(random, words, 60_000));
        byte[] noise = new byte[9 << 20];
        random.NextBytes(noise);
        File.WriteAllBytes(System.IO.Path.Combine(Path, "noise.bin"), noise);
        File.WriteAllBytes(System.IO.Path.Combine(Path, "zeros.bin"), new byte[6 << 20]);
        File.WriteAllBytes(System.IO.Path.Combine(Path, "empty"), []);
        Directory.CreateDirectory(System.IO.Path.Combine(Path, "empty directory"));
        File.CreateSymbolicLink(System.IO.Path.Combine(Path, "link to words"), "words.txt");
        File.CreateSymbolicLink(System.IO.Path.Combine(Path, "part1", "up"), "../part2");
        File.CreateSymbolicLink(System.IO.Path.Combine(Path, "dangling"), "no/such/file");
        File.WriteAllText(System.IO.Path.Combine(Path, "run.sh"), "#!/bin/sh\necho run\n");
        WriteArchive(System.IO.Path.Combine(Path, "archive.tar"));
        Finish(Path);
        File.WriteAllText(mark, "");
        File.SetLastWriteTimeUtc(mark, s_time);
        Directory.SetLastWriteTimeUtc(Path, s_time);
        return true;
    }

    private static void WriteArchive(string path)
    {
        using var writer = new TarWriter(File.Create(path), TarEntryFormat.Ustar);
        for (int part = 0; part < 5; part++)
            foreach (string file in Sorted(System.IO.Path.Combine(Path, $"part{part}")))
                using (FileStream content = File.OpenRead(file))
                    writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, System.IO.Path.GetRelativePath(Path, file))
                    {
                        ModificationTime = s_time,
                        DataStream = content,
                    });
    }

    private static string[] Sorted(string folder)
    {
        string[] files = Directory.GetFiles(folder, "*.txt", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint });
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    private static void Finish(string root)
    {
        foreach (string path in Directory.GetFiles(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
        {
            File.SetUnixFileMode(path, path.EndsWith(".sh", StringComparison.Ordinal) ? (UnixFileMode)0b111_101_101 : (UnixFileMode)0b110_100_100);
            File.SetLastWriteTimeUtc(path, s_time);
        }
        foreach (string path in (string[])["link to words", "dangling", "part1/up"])
            // touch -h: .NET follows the link.
            Command.Check("touch", "-h", "-d", "@0", System.IO.Path.Combine(root, path));
        foreach (string path in Directory.GetDirectories(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
        {
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
            Directory.SetLastWriteTimeUtc(path, s_time);
        }
    }

    private static string[] Words(Random random)
    {
        var words = new string[3000];
        for (int i = 0; i < words.Length; i++)
            words[i] = string.Create(random.Next(2, 11), random, static (letters, random) =>
            {
                for (int j = 0; j < letters.Length; j++)
                    letters[j] = (char)('a' + random.Next(26));
            });
        return words;
    }

    private static string Text(Random random, IReadOnlyList<string> words, int count)
    {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++)
            text.Append(words[random.Next(random.Next(1, words.Count))]).Append(i % 9 == 8 ? '\n' : ' ');
        return text.Append('\n').ToString();
    }

    private static string Numbers(Random random, IReadOnlyList<string> words, int count)
    {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++)
            text.Append(words[random.Next(40)]).Append('\t').Append(random.Next(1_000_000)).Append('\t').Append(i % 13).Append('\n');
        return text.ToString();
    }
}
