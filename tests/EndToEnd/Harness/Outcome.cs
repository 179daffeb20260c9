using System.Text;

namespace LiteBox.EndToEnd.Harness;

/// <summary>What a run of a program left: its two output streams and its exit code, 128 + n when signal n ended it.</summary>
internal sealed record Outcome(byte[] Output, byte[] Error, int ExitCode)
{
    /// <summary>Standard output as text; bytes that are not UTF-8 show as Latin-1 would.</summary>
    public string OutputText => Encoding.Latin1.GetString(Output);

    /// <summary>Standard error as text.</summary>
    public string ErrorText => Encoding.Latin1.GetString(Error);
}
