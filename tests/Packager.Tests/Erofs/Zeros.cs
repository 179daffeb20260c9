using System;
using System.IO;
using LiteBox.Packager.Erofs;

namespace LiteBox.Packager.Tests.Erofs;

/// <summary>A file of zeros of any length that takes no memory.</summary>
internal sealed class Zeros(long length) : FileContent
{
    public override long Length => length;

    public override Stream OpenRead() => new ZeroStream(length);

    private sealed class ZeroStream(long length) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => length;
        public override long Position { get; set; }
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = (int)long.Min(count, length - Position);
            // The writer reuses one buffer, which is zero already after the first piece.
            if (Position < 2 << 20)
                Array.Clear(buffer, offset, read);
            Position += read;
            return read;
        }
    }
}
