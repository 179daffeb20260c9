using System;
using System.Buffers.Binary;
using System.IO;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace LiteBox.South;

/// <summary>
/// The file that the build puts beside the program, <c>NAME.box</c>: policy and root file system exactly as in a bundle, without
/// an image in front.
/// </summary>
internal static unsafe class BoxFile
{
    private const int PageSize = 4096;

    private static byte[] s_policy = [];

    /// <summary>The policy.</summary>
    public static ReadOnlySpan<byte> Policy => s_policy;

    /// <summary>Address of the root file system.</summary>
    public static nuint RootImage { get; private set; }

    /// <summary>Its bytes.</summary>
    public static ulong RootImageSize { get; private set; }

    /// <summary>The command line without the program, each argument with a zero at its end.</summary>
    public static ReadOnlySpan<byte> HostArguments => s_arguments;

    private static byte[] s_arguments = [];

    /// <summary>Reads the file. ENOENT when it is not there, ENOEXEC when it is damaged.</summary>
    public static Errno Open()
    {
        string[] arguments = Environment.GetCommandLineArgs();
        s_arguments = Encoding.UTF8.GetBytes(string.Concat(Array.ConvertAll(arguments[1..], argument => argument + '\0')));
        string name = Assembly.GetEntryAssembly()?.GetName().Name ?? "";
        string path = Path.Combine(AppContext.BaseDirectory, name + ".box");
        if (!File.Exists(path))
            return Fail(path, "is not there: build the project again", Errno.ENOENT);
        byte[] file = File.ReadAllBytes(path);
        if (file.Length < BundleFormat.HeaderSize || BinaryPrimitives.ReadUInt64LittleEndian(file) != BundleFormat.Magic)
            return Fail(path, "is damaged", Errno.ENOEXEC);
        ulong policy = Word(file, BundleFormat.LengthOffset);
        ulong root = Word(file, BundleFormat.RootOffsetOffset);
        RootImageSize = Word(file, BundleFormat.RootLengthOffset);
        if (policy > root || root > (ulong)file.Length || RootImageSize > (ulong)file.Length - root)
            return Fail(path, "is damaged", Errno.ENOEXEC);
        s_policy = file[..(int)policy];
        RootImage = (nuint)NativeMemory.AlignedAlloc((nuint)RootImageSize + PageSize, PageSize);
        file.AsSpan((int)root, (int)RootImageSize).CopyTo(new Span<byte>((void*)RootImage, (int)RootImageSize));
        return Errno.None;
    }

    private static ulong Word(byte[] file, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(offset));

    private static Errno Fail(string path, string what, Errno error)
    {
        System.Console.Error.WriteLine($"litebox: {path} {what}");
        return error;
    }
}
