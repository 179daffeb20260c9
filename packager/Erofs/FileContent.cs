using System;
using System.IO;
using System.Runtime.InteropServices;

namespace LiteBox.Packager.Erofs;

/// <summary>The bytes of a regular file: in memory, or in a file of the build machine that is read when they are needed.</summary>
public abstract class FileContent
{
    /// <summary>Number of bytes.</summary>
    public abstract long Length { get; }

    /// <summary>The file of the build machine that the bytes come from; null when they are in memory.</summary>
    public virtual string? HostPath => null;

    /// <summary>Bytes that are in memory.</summary>
    public static FileContent FromBytes(ReadOnlyMemory<byte> bytes) => new MemoryContent(bytes);

    /// <summary>The bytes of a file of the build machine, which must not change until they have been written.</summary>
    /// <exception cref="Diagnostics.LiteBoxException">LB0206: there is no such file.</exception>
    public static FileContent FromFile(string path) => new HostContent(path);

    /// <summary>A stream over the bytes, from the first.</summary>
    /// <exception cref="Diagnostics.LiteBoxException">LB0207: the file cannot be read.</exception>
    public abstract Stream OpenRead();

    /// <summary>All bytes at once.</summary>
    /// <exception cref="Diagnostics.LiteBoxException">LB0207: the file cannot be read or has changed.</exception>
    public virtual ReadOnlyMemory<byte> ReadAll()
    {
        byte[] bytes = new byte[Length];
        using Stream stream = OpenRead();
        try
        {
            stream.ReadExactly(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FileTreeErrors.Unreadable(HostPath!, e);
        }
        return bytes;
    }

    private sealed class MemoryContent(ReadOnlyMemory<byte> bytes) : FileContent
    {
        public override long Length => bytes.Length;

        public override Stream OpenRead() => MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);

        public override ReadOnlyMemory<byte> ReadAll() => bytes;
    }

    private sealed class HostContent : FileContent
    {
        private readonly string _path;

        public HostContent(string path)
        {
            var info = new FileInfo(path);
            if (info.LinkTarget is not null)
                info = info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? info;
            if (!info.Exists)
                throw FileTreeErrors.Missing(path);
            _path = path;
            Length = info.Length;
        }

        public override long Length { get; }

        public override string HostPath => _path;

        public override Stream OpenRead()
        {
            try
            {
                // The writer copies in large pieces of its own: a second buffer would only cost a copy.
                var stream = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
                if (stream.Length == Length)
                    return stream;
                stream.Dispose();
                throw FileTreeErrors.Unreadable(_path, null);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw FileTreeErrors.Unreadable(_path, e);
            }
        }
    }
}
