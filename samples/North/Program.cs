using System;
using System.Collections.Generic;

/// <summary>Counts the words of a file, /data/poem.txt or the one that is named, and writes a report of the most frequent ones.</summary>
internal static class Program
{
    private static int Main()
    {
        ReadOnlySpan<byte> path = Process.ArgumentCount > 1 ? Process.Argument(1) : "/data/poem.txt"u8;
        Errno error = ReadAll(path, out byte[] text);
        if (error != Errno.None)
        {
            Utf8Writer message = new(Streams.Error, stackalloc byte[128]);
            message.Append(path);
            message.Append(": errno "u8);
            message.Append((int)error);
            message.Append('\n');
            message.Flush();
            return 1;
        }

        // A second thread counts while this one feeds it through a pipe.
        Dictionary<Word, int> counts = new();
        Pipe.Create(out File readEnd, out File writeEnd);
        if (Thread.Start(() => Count(readEnd, counts), out Thread counter) != Errno.None)
            return 1;
        writeEnd.WriteAll(text);
        writeEnd.Close();
        counter.Join();

        if (WriteReport(counts, "/tmp/report.txt"u8) != Errno.None || ReadAll("/tmp/report.txt"u8, out byte[] report) != Errno.None)
            return 1;
        return Streams.Output.WriteAll(report) == Errno.None ? 0 : 1;
    }

    private static Errno ReadAll(ReadOnlySpan<byte> path, out byte[] text)
    {
        text = [];
        Errno error = File.Open(path, OpenFlags.ReadOnly, out File file);
        if (error != Errno.None)
            return error;
        file.Stat(out FileStatus status);
        byte[] bytes = new byte[(int)status.Size];
        Result read = file.Read(bytes);
        file.Close();
        text = bytes;
        return read.Error;
    }

    private static void Count(File input, Dictionary<Word, int> counts)
    {
        Span<byte> buffer = stackalloc byte[256];
        List<byte> word = new();
        while (input.Read(buffer) is { Value: > 0 } read)
        {
            foreach (byte b in buffer[..(int)read.Value])
            {
                byte lower = (byte)(b | 0x20);
                if (lower is >= (byte)'a' and <= (byte)'z')
                    word.Add(lower);
                else
                    Add(word, counts);
            }
        }

        Add(word, counts);
    }

    private static void Add(List<byte> letters, Dictionary<Word, int> counts)
    {
        if (letters.Count == 0)
            return;
        Word word = new(letters.ToArray());
        counts.TryGetValue(word, out int count);
        counts[word] = count + 1;
        letters.Clear();
    }

    private static Errno WriteReport(Dictionary<Word, int> counts, ReadOnlySpan<byte> path)
    {
        List<KeyValuePair<Word, int>> sorted = new(counts.Count);
        int all = 0;
        foreach (KeyValuePair<Word, int> entry in counts)
        {
            sorted.Add(entry);
            all += entry.Value;
        }

        sorted.Sort((a, b) => a.Value != b.Value ? b.Value - a.Value : a.Key.Text.SequenceCompareTo(b.Key.Text));

        Errno error = File.Open(path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Truncate, out File file);
        if (error != Errno.None)
            return error;
        Utf8Writer report = new(file, stackalloc byte[512]);
        report.Append(all);
        report.Append(" words, "u8);
        report.Append(sorted.Count);
        report.Append(" different\n"u8);
        for (int i = 0; i < int.Min(Most(), sorted.Count); i++)
        {
            report.AppendPadded(sorted[i].Key.Text, 12);
            report.Append(sorted[i].Value, 4);
            report.Append('\n');
        }

        error = report.Flush();
        file.Close();
        return error;
    }

    /// <summary>How many words the report names: one digit in the environment variable MOST.</summary>
    private static int Most() =>
        Process.TryGetEnvironment("MOST"u8, out ReadOnlySpan<byte> most) && most.Length == 1 ? most[0] - '0' : 10;
}
