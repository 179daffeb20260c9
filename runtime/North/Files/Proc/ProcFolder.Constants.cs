using System;

namespace LiteBox.North;

/// <content>Files whose texts are part of the library OS.</content>
internal partial class ProcFolder
{
    /// <summary>
    /// Adds files from a list of lines "PATH=TEXT": directories on the way are made, a line break ends the text, and one in it
    /// is written as '|', and that as the byte 1. Without '=' the file is empty.
    /// </summary>
    public void AddConstants(ReadOnlySpan<byte> lines)
    {
        while (lines.Length != 0)
        {
            int end = lines.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = lines[..end];
            lines = lines[(end + 1)..];
            int equals = line.IndexOf((byte)'=');
            ReadOnlySpan<byte> path = equals < 0 ? line : line[..equals];
            ProcFolder folder = this;
            for (int slash = path.IndexOf((byte)'/'); slash >= 0; slash = path.IndexOf((byte)'/'))
            {
                folder = folder.FolderOf(path[..slash]);
                path = path[(slash + 1)..];
            }

            // What has a text that is made stands there already.
            if (folder.Find(path) is null)
                folder.Add(path, new ProcConstant(System, equals < 0 ? [] : TextOf(line[(equals + 1)..])));
        }
    }

    /// <summary>The directory of that name, made if it is not there.</summary>
    protected ProcFolder FolderOf(ReadOnlySpan<byte> name) => Find(name) is ProcFolder folder ? folder : AddFolder(name);

    private static byte[] TextOf(ReadOnlySpan<byte> value)
    {
        byte[] text = new byte[value.Length + 1];
        for (int i = 0; i < value.Length; i++)
            text[i] = value[i] == (byte)'|' ? (byte)'\n' : value[i] == 1 ? (byte)'|' : value[i];
        text[^1] = (byte)'\n';
        return text;
    }
}
