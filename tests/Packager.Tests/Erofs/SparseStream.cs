using System;
using System.IO;

namespace LiteBox.Packager.Tests.Erofs;

/// <summary>Writes to a file and leaves holes for large runs of zeros.</summary>
internal sealed class SparseStream(FileStream file) : Stream
{
    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => file.Position;
    public override long Position { get => file.Position; set => throw new NotSupportedException(); }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (buffer.AsSpan(offset, count).ContainsAnyExcept((byte)0))
            file.Write(buffer, offset, count);
        else
            file.Position += count;
    }

    public override void Flush()
    {
        if (file.Length < file.Position)
            file.SetLength(file.Position);
        file.Flush();
    }
}
