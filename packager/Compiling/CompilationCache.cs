using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using LiteBox.Packager.Bundling;
using LiteBox.Packager.Diagnostics;

namespace LiteBox.Packager.Compiling;

/// <summary>
/// Compiled objects by all that decides them: the bytes of the assemblies, the feature switches, the options and
/// ilc. The second program with the same needs costs no compilation. Safe for parallel builds.
/// </summary>
public sealed class CompilationCache
{
    private readonly IlcCompiler _compiler;
    private readonly ContentCache _entries;

    /// <summary>Creates a cache.</summary>
    /// <param name="compiler">Compiles what is not there.</param>
    /// <param name="folder">The folder of the entries; made when the first one is written.</param>
    public CompilationCache(IlcCompiler compiler, string folder)
    {
        ArgumentNullException.ThrowIfNull(compiler);
        _compiler = compiler;
        _entries = new ContentCache(folder);
    }

    /// <summary>The object for the request, compiled now or earlier.</summary>
    /// <exception cref="LiteBoxException">As <see cref="IlcCompiler.Compile"/>.</exception>
    /// <exception cref="OperationCanceledException">The compiler was stopped.</exception>
    public byte[] GetOrCompile(CompilationRequest request, out bool compiled, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        string key = KeyOf(request, _compiler.ReadIdentity());
        byte[]? cached = _entries.TryRead(key);
        compiled = cached is null;
        if (cached is not null)
            return cached;
        byte[] result = _compiler.Compile(request, cancellation);
        _entries.Write(key, result);
        return result;
    }

    /// <summary>The key of a request: 64 hexadecimal digits.</summary>
    /// <param name="request">What is to be compiled.</param>
    /// <param name="compiler">What <see cref="IlcCompiler.ReadIdentity"/> tells.</param>
    /// <exception cref="LiteBoxException">LB0503: an assembly cannot be read.</exception>
    public static string KeyOf(CompilationRequest request, string compiler)
    {
        ArgumentNullException.ThrowIfNull(request);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Encoding.UTF8.GetBytes(compiler));
        Append(hash, Encoding.UTF8.GetBytes(IlcOptions.Text));
        Append(hash, Encoding.UTF8.GetBytes(request.Features.CanonicalText));
        foreach (string assembly in request.Assemblies)
            Append(hash, Read(assembly));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Each part with its length, so that no two different lists of parts are the same bytes.
    private static void Append(IncrementalHash hash, byte[] part)
    {
        hash.AppendData(BitConverter.GetBytes((long)part.Length));
        hash.AppendData(part);
    }

    private static byte[] Read(string assembly)
    {
        try
        {
            return File.ReadAllBytes(assembly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LiteBoxException("LB0503", assembly, "The assembly cannot be read: " + e.Message,
                "Build the library OS, or reinstall the package LiteBox.Sdk.", e);
        }
    }
}
