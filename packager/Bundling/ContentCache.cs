using System;
using System.IO;
using System.Security.Cryptography;

namespace LiteBox.Packager.Bundling;

/// <summary>
/// Results of earlier runs, by a key that hashes all that decides them. An entry starts with the hash of its content, so a
/// torn or damaged one is found out and made again; a cache that cannot be written makes builds slower, not wrong.
/// </summary>
/// <param name="folder">The folder for one kind of result.</param>
public sealed class ContentCache(string folder)
{
    /// <summary>The content of the entry, or null when there is none that is whole.</summary>
    public byte[]? TryRead(string key)
    {
        try
        {
            byte[] entry = File.ReadAllBytes(PathOf(key));
            if (entry.Length < SHA256.HashSizeInBytes)
                return null;
            byte[] content = entry[SHA256.HashSizeInBytes..];
            return SHA256.HashData(content).AsSpan().SequenceEqual(entry.AsSpan(0, SHA256.HashSizeInBytes)) ? content : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps <paramref name="content"/> for later runs. Parallel writers of one key write the same bytes.</summary>
    public void Write(string key, ReadOnlySpan<byte> content)
    {
        string path = PathOf(key);
        string temporary = path + "." + Path.GetRandomFileName();
        try
        {
            Directory.CreateDirectory(folder);
            using (FileStream stream = File.Create(temporary))
            {
                Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
                SHA256.HashData(content, hash);
                stream.Write(hash);
                stream.Write(content);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A leftover temporary file is never read.
        }
    }

    private string PathOf(string key) => Path.Combine(folder, key);
}
