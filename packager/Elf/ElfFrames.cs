using System;
using System.Collections.Generic;

namespace LiteBox.Packager.Elf;

/// <summary>
/// Reads .eh_frame (LSB core, chapter "Exception frames"): the only list of functions that survives stripping. Records
/// that make no sense end the reading quietly, since a program with bad unwind tables still runs.
/// </summary>
public static class ElfFrames
{
    private readonly record struct CommonInformation(byte PointerEncoding, byte LanguageDataEncoding, bool HasAugmentation, bool IsSignalFrame);

    /// <summary>The frames of a program or library, in file order; empty when it has none.</summary>
    public static IReadOnlyList<ElfFrame> Read(ElfFile file)
    {
        var frames = new List<ElfFrame>();
        if (Find(file, out ulong address) is { IsEmpty: false } bytes)
        {
            Read(bytes.Span, address, frames);
        }

        return frames;
    }

    /// <summary>Adds the landing pads of a frame: where an exception that passes through it is caught or cleaned up.</summary>
    public static void AddLandingPads(ElfFile file, ElfFrame frame, ICollection<ulong> pads)
    {
        var cursor = new DwarfCursor(file.BytesFrom(frame.LanguageData).Span, frame.LanguageData);
        byte baseEncoding = cursor.Byte();
        ulong landingBase = baseEncoding == DwarfCursor.Omitted ? frame.Start : cursor.Pointer(baseEncoding);
        if (cursor.Byte() != DwarfCursor.Omitted)
        {
            cursor.Unsigned(); // the type table, which holds no code
        }

        byte encoding = cursor.Byte();
        ulong length = cursor.Unsigned();
        ulong end = cursor.Address + length;
        while (!cursor.Failed && cursor.Address < end)
        {
            cursor.Pointer(encoding, relative: false);
            cursor.Pointer(encoding, relative: false);
            ulong pad = cursor.Pointer(encoding, relative: false);
            cursor.Unsigned();
            if (!cursor.Failed && pad != 0)
            {
                pads.Add(landingBase + pad);
            }
        }
    }

    private static ReadOnlyMemory<byte> Find(ElfFile file, out ulong address)
    {
        address = 0;
        if (file.FindSegment(ElfSegmentType.GnuEhFrame) is ElfSegment header)
        {
            var cursor = new DwarfCursor(file.BytesFrom(header.Address).Span, header.Address);
            byte version = cursor.Byte(), encoding = cursor.Byte();
            cursor.Skip(2);
            address = cursor.Pointer(encoding);
            if (version == 1 && !cursor.Failed)
            {
                return file.BytesFrom(address);
            }
        }

        if (file.FindSection(".eh_frame") is ElfSection section)
        {
            address = section.Address;
            return section.Bytes;
        }

        return default;
    }

    private static void Read(ReadOnlySpan<byte> bytes, ulong address, List<ElfFrame> frames)
    {
        var known = new Dictionary<ulong, CommonInformation?>();
        int at = 0;
        while (bytes.Length - at >= 8)
        {
            // A length of 0 ends the table; 0xffffffff announces 64-bit DWARF, which nobody emits here.
            var cursor = new DwarfCursor(bytes[at..], address + (ulong)at);
            uint length = cursor.UInt32();
            if (length is 0 or < 4 or 0xffff_ffff || length > (uint)(bytes.Length - at - 4))
            {
                return;
            }

            int recordEnd = at + 4 + (int)length;
            ulong idAddress = cursor.Address;
            uint id = cursor.UInt32();
            if (id != 0 && Common(bytes, address, idAddress - id, known) is CommonInformation common)
            {
                var body = new DwarfCursor(bytes[(at + 8)..recordEnd], idAddress + 4);
                ulong start = body.Pointer(common.PointerEncoding);
                ulong size = body.Pointer(common.PointerEncoding, relative: false);
                ulong languageData = 0;
                if (common.HasAugmentation)
                {
                    body.Unsigned();
                    languageData = common.LanguageDataEncoding == DwarfCursor.Omitted
                        ? 0
                        : body.Pointer(common.LanguageDataEncoding);
                }

                if (!body.Failed && size != 0 && start + size > start)
                {
                    frames.Add(new ElfFrame(start, size, languageData, common.IsSignalFrame));
                }
            }

            at = recordEnd;
        }
    }

    private static CommonInformation? Common(
        ReadOnlySpan<byte> bytes, ulong address, ulong at, Dictionary<ulong, CommonInformation?> known)
    {
        if (!known.TryGetValue(at, out CommonInformation? common))
        {
            common = at >= address && at - address < (ulong)bytes.Length ? ReadCommon(bytes[(int)(at - address)..], at) : null;
            known.Add(at, common);
        }

        return common;
    }

    private static CommonInformation? ReadCommon(ReadOnlySpan<byte> bytes, ulong address)
    {
        const byte Absolute = 0;
        var cursor = new DwarfCursor(bytes, address);
        cursor.Skip(8);
        byte version = cursor.Byte();
        ReadOnlySpan<byte> augmentation = cursor.String();
        cursor.Unsigned();
        cursor.Unsigned(); // the data alignment is signed, but only its length matters here
        if (version == 1)
        {
            cursor.Byte();
        }
        else
        {
            cursor.Unsigned();
        }

        if (augmentation.IsEmpty)
        {
            return cursor.Failed ? null : new CommonInformation(Absolute, DwarfCursor.Omitted, false, false);
        }

        if (augmentation[0] != (byte)'z')
        {
            return null;
        }

        cursor.Unsigned();
        byte pointer = Absolute, languageData = DwarfCursor.Omitted;
        bool isSignalFrame = false;
        foreach (byte letter in augmentation[1..])
        {
            switch (letter)
            {
                case (byte)'R':
                    pointer = cursor.Byte();
                    break;
                case (byte)'L':
                    languageData = cursor.Byte();
                    break;
                case (byte)'P':
                    byte personality = cursor.Byte();
                    cursor.Pointer(personality, relative: false);
                    break;
                case (byte)'S':
                    isSignalFrame = true;
                    break;
                case (byte)'B':
                    break;
                default:
                    return null;
            }
        }

        return cursor.Failed ? null : new CommonInformation(pointer, languageData, true, isSignalFrame);
    }
}
