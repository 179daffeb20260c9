using System;
using System.Linq;
using System.Text;
using LiteBox.South;
using Xunit;

namespace LiteBox.Packager.Tests.Windows;

/// <summary>The command line is cut as the C runtime of Windows does it ("Parsing C command-line arguments").</summary>
public sealed unsafe class CommandLineTests
{
    [Theory]
    [InlineData("program")]
    [InlineData("program   ")]
    [InlineData("\"C:\\Program Files\\a.exe\"")]
    [InlineData("a.exe one two", "one", "two")]
    [InlineData("\"C:\\Program Files\\a.exe\" one", "one")]
    [InlineData("\"a b\"c one", "one")]
    [InlineData("a \t one\t two  ", "one", "two")]
    [InlineData("a \"\" b", "", "b")]
    [InlineData("a \"one two\" three", "one two", "three")]
    [InlineData("a \"abc\" d e", "abc", "d", "e")]
    [InlineData("a a\\\\b d\"e f\"g h", "a\\\\b", "de fg", "h")]
    [InlineData("a a\\\\\\\"b c d", "a\\\"b", "c", "d")]
    [InlineData("a a\\\\\\\\\"b c\" d e", "a\\\\b c", "d", "e")]
    [InlineData("a a\"b\"\" c d", "ab\" c d")]
    [InlineData("a \"say \"\"hello\"\" now\" x", "say \"hello\" now", "x")]
    [InlineData("a \\", "\\")]
    [InlineData("a \\\\ b", "\\\\", "b")]
    [InlineData("a \"ends with backslash\\\\\" b", "ends with backslash\\", "b")]
    [InlineData("a \"open to the end", "open to the end")]
    [InlineData("a x\ny", "x\ny")]
    public void Arguments_are_cut_at_blanks_outside_quotes(string line, params string[] expected) => Assert.Equal(expected, Read(line));

    [Theory]
    [InlineData("é", "é")]
    [InlineData("€", "€")]
    [InlineData("😀x", "😀x")]
    [InlineData("\u0080\u07FF\u0800\uFFFF", "\u0080\u07FF\u0800\uFFFF")]
    public void Arguments_are_UTF8(string argument, params string[] expected) => Assert.Equal(expected, Read("a " + argument));

    [Fact]
    public void Half_a_pair_of_surrogates_is_replaced()
    {
        Assert.Equal(["\uFFFD"], Read("a " + (char)0xD83D));
        Assert.Equal(["\uFFFD\uFFFD", "x"], Read("a " + (char)0xDE00 + (char)0xD83D + " x"));
    }

    [Fact]
    public void Any_line_stays_within_its_memory()
    {
        Random random = new(4);
        for (int round = 0; round < 20_000; round++)
        {
            string line = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => random.Next(8) switch
            {
                0 or 1 => ' ',
                2 or 3 => '"',
                4 => '\\',
                5 => (char)random.Next(1, 0x10000),
                _ => 'x',
            }));
            Read(line);
        }
    }

    private static string[] Read(string line)
    {
        fixed (char* text = line)
        {
            LiteBox.South.Windows.Line = text;
            CommandLine.Read();
        }

        Assert.True((nuint)CommandLine.Arguments.Length <= HeapPages.Length);
        Assert.False(new ReadOnlySpan<byte>(HeapPages.Last + HeapPages.Length, 64).ContainsAnyExcept((byte)0));
        string all = Encoding.UTF8.GetString(CommandLine.Arguments);
        System.Runtime.InteropServices.NativeMemory.Free(HeapPages.Last);
        return all.Length == 0 ? [] : all[..^1].Split('\0');
    }
}
