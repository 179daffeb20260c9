using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using LiteBox.Packager.Linking.Stubs;
using LiteBox.Packager.Linking.Stubs.Linux;
using LiteBox.Packager.Linking.Stubs.Windows;

namespace LiteBox.Packager.Linking;

/// <summary>
/// Links the one object that ILC writes with the stubs of the platform into a static, position-independent ELF
/// or PE image. The bytes depend on the input only.
/// </summary>
public static class ImageLinker
{
    /// <summary>Links.</summary>
    /// <exception cref="Diagnostics.LiteBoxException">LB01xx, LB06xx: the object or the platform assembly cannot be linked.</exception>
    public static LinkedImage Link(LinkInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ObjectFile compiled = ObjectReader.Read(input.Object, input.ObjectName);
        List<Stub> calls = HostCalls(input);
        StubSet stubs = StubSet.Choose(compiled, [.. StubCatalog.Of(input.Platform), .. calls]);

        // Two rounds: the set of vector registers is found in everything but the code that saves and loads them.
        int vectorRegisters = VectorRegisters.Scan(compiled) | VectorRegisters.Scan(stubs.Assemble(vectorRegisters: 0));
        ObjectFile assembled = stubs.Assemble(vectorRegisters);
        calls.RemoveAll(c => !stubs.Holds(c));

        WindowsCall[] imported = [.. calls.OfType<WindowsCallStub>().Select(static c => c.Call)];
        ImportSection? imports = input.Platform == LinkPlatform.Windows ? new ImportSection(imported) : null;
        ObjectFile[] files = imports is null ? [assembled, compiled] : [assembled, compiled, imports.Object];
        List<ObjectSection> sections = [.. files.SelectMany(static f => f.Sections)];
        Promote(sections);
        ImageLayout layout = ImageLayout.Create(
            input.ObjectName, input.Platform, sections, l => input.EmbedSymbols ? EncodeFunctions(l, files) : []);
        Dictionary<string, ulong> globals = Globals(layout, files);
        byte[] image = Write(input.ObjectName, layout, sections, globals, out ulong entry);
        if (imports is null)
        {
            ImageHeader.Write(image, layout, entry);
            image = layout.ToFile(image);
        }
        else
        {
            image = WindowsImage.Write(image, layout, imports, entry);
        }

        List<HostCall> used = [.. calls.OfType<HostCallStub>().Select(static c => c.Call)];
        if (input.Platform == LinkPlatform.Linux)
        {
            used.AddRange(StubCatalog.OwnHostCalls);
        }

        used.Sort(static (a, b) => a.Number != b.Number ? a.Number.CompareTo(b.Number) : string.CompareOrdinal(a.Symbol, b.Symbol));
        return new LinkedImage(image, used, SeccompProgram.Generate(used), AllSymbols(layout, globals, files), vectorRegisters)
        {
            PolicyWordOffset = layout.PolicyWord,
            RelativePlaces = layout.RelativePlaces,
            WindowsCalls = imported,
        };
    }

    /// <summary>The stubs of all host calls that the South declares; an image takes those that it uses.</summary>
    private static List<Stub> HostCalls(LinkInput input) => input.Platform switch
    {
        LinkPlatform.Linux => [.. HostCallReader.Read(input.SouthAssembly).Values.Select(static c => new HostCallStub(c))],
        LinkPlatform.Windows => [.. WindowsCallReader.Read(input.SouthAssembly).Select(static c => new WindowsCallStub(c))],
        _ => [],
    };

    /// <summary>Read-only data that holds addresses must be writable while the image relocates itself.</summary>
    private static void Promote(List<ObjectSection> sections)
    {
        for (int i = 0; i < sections.Count; i++)
        {
            if (sections[i].Kind is ObjectSectionKind.ReadOnly or ObjectSectionKind.Code
                && sections[i].Relocations.Exists(static r => r.Kind == ObjectRelocationKind.Absolute64))
            {
                sections[i].Kind = ObjectSectionKind.RelocatedReadOnly;
            }
        }

        // What is relocated is a few bytes of a whole page: the rest of the read-only data fills that page.
        if (sections.Exists(static s => s.Kind == ObjectSectionKind.RelocatedReadOnly))
        {
            foreach (ObjectSection section in sections.Where(static s => s.Kind == ObjectSectionKind.ReadOnly))
            {
                section.Kind = ObjectSectionKind.RelocatedReadOnly;
            }
        }
    }

    private static byte[] EncodeFunctions(ImageLayout layout, params ReadOnlySpan<ObjectFile> files)
    {
        List<(ulong Offset, string Name)> functions = [];
        foreach (ObjectFile file in files)
        {
            foreach (ObjectSymbol symbol in file.Symbols)
            {
                if (symbol.Name.Length != 0 && symbol.Section is { Kind: ObjectSectionKind.Code } section)
                {
                    functions.Add((layout.AddressOf(section) + symbol.Offset, symbol.Name));
                }
            }
        }

        functions.Sort(static (a, b) => a.Offset != b.Offset ? a.Offset.CompareTo(b.Offset) : string.CompareOrdinal(a.Name, b.Name));
        List<(ulong Offset, string Name)> distinct = [];
        foreach ((ulong Offset, string Name) function in functions)
        {
            if (distinct.Count == 0 || distinct[^1].Offset != function.Offset)
            {
                distinct.Add(function);
            }
        }

        return CompactSymbols.Encode(distinct);
    }

    private static Dictionary<string, ulong> Globals(ImageLayout layout, params ReadOnlySpan<ObjectFile> files)
    {
        Dictionary<string, ulong> globals = new(StringComparer.Ordinal)
        {
            ["__image_base"] = 0,
            ["__image_end"] = layout.TailAddress,
            ["__text_start"] = layout.TextStart,
            ["__text_end"] = layout.TextEnd,
            ["__relro_start"] = layout.RelroPages.Start,
            ["__relro_end"] = layout.RelroPages.End,
            ["__data_start"] = layout.RelroStart,
            ["__data_end"] = layout.BssEnd,
            ["__bss_start"] = layout.BssStart,
            ["__relocations_start"] = layout.RelocationTable,
            ["__relocations_end"] = layout.RelocationTable + (ulong)layout.Relocations.Length,
            ["__symbols_start"] = layout.SymbolTable,
            ["__symbols_end"] = layout.SymbolTable + (ulong)layout.Symbols.Length,
            ["litebox_policy"] = (ulong)layout.PolicyWord,
        };
        foreach (ObjectFile file in files)
        {
            foreach (ObjectSection section in file.Sections)
            {
                if (section.Name == "__modules")
                {
                    globals["__start___modules"] = layout.AddressOf(section);
                    globals["__stop___modules"] = layout.AddressOf(section) + section.Size;
                }
            }
        }

        foreach (ObjectFile file in files)
        {
            foreach (ObjectSymbol symbol in file.Symbols)
            {
                if (symbol.IsGlobal && symbol.Section is { } section && layout.Holds(section)
                    && !globals.TryAdd(symbol.Name, layout.AddressOf(section) + symbol.Offset))
                {
                    throw LinkErrors.Duplicate(symbol.Name, files[0].Name, file.Name);
                }
            }
        }

        return globals;
    }

    private static byte[] Write(
        string name, ImageLayout layout, List<ObjectSection> sections, Dictionary<string, ulong> globals, out ulong entry)
    {
        byte[] image = new byte[layout.ImageSize];
        SortedSet<string> unresolved = new(StringComparer.Ordinal);
        foreach (ObjectSection section in sections)
        {
            if (section.Kind is ObjectSectionKind.Bss or ObjectSectionKind.Dropped)
            {
                continue;
            }

            ulong address = layout.AddressOf(section);
            Span<byte> target = image.AsSpan((int)address, section.Bytes.Length);
            section.Bytes.Span.CopyTo(target);
            foreach (ObjectRelocation relocation in section.Relocations)
            {
                ulong value;
                if (relocation.Symbol.Section is { } place)
                {
                    if (!layout.Holds(place))
                    {
                        throw LinkErrors.BadRelocation(name, section.Name);
                    }

                    value = layout.AddressOf(place) + relocation.Symbol.Offset;
                }
                else if (!globals.TryGetValue(relocation.Symbol.Name, out value))
                {
                    unresolved.Add(relocation.Symbol.Name);
                    continue;
                }

                Apply(target[relocation.Offset..], relocation, address + (ulong)relocation.Offset, value + (ulong)relocation.Addend, name);
            }
        }

        layout.Relocations.CopyTo(image, (int)layout.RelocationTable);
        layout.Symbols.CopyTo(image, (int)layout.SymbolTable);
        if (!globals.TryGetValue("litebox_entry", out entry))
        {
            unresolved.Add("litebox_entry");
        }

        if (unresolved.Count != 0)
        {
            throw LinkErrors.Unresolved(name, unresolved);
        }

        return image;
    }

    private static void Apply(Span<byte> place, ObjectRelocation relocation, ulong address, ulong value, string name)
    {
        switch (relocation.Kind)
        {
            case ObjectRelocationKind.Absolute64:
                BinaryPrimitives.WriteUInt64LittleEndian(place, value);
                break;
            case ObjectRelocationKind.Relative32:
                long distance = (long)(value - address);
                if (distance != (int)distance)
                {
                    throw LinkErrors.TooLarge(name);
                }

                BinaryPrimitives.WriteInt32LittleEndian(place, (int)distance);
                break;
            default:
                BinaryPrimitives.WriteUInt32LittleEndian(place, (uint)value);
                break;
        }
    }

    private static List<LinkedSymbol> AllSymbols(
        ImageLayout layout, Dictionary<string, ulong> globals, params ReadOnlySpan<ObjectFile> files)
    {
        HashSet<LinkedSymbol> symbols = [];
        foreach (ObjectFile file in files)
        {
            foreach (ObjectSymbol symbol in file.Symbols)
            {
                if (symbol.Name.Length != 0 && symbol.Section is { } section && layout.Holds(section))
                {
                    symbols.Add(new LinkedSymbol(
                        symbol.Name, layout.AddressOf(section) + symbol.Offset, section.Kind == ObjectSectionKind.Code));
                }
            }
        }

        HashSet<string> names = new(symbols.Select(s => s.Name), StringComparer.Ordinal);
        symbols.UnionWith(globals.Where(g => !names.Contains(g.Key)).Select(g => new LinkedSymbol(g.Key, g.Value, false)));
        List<LinkedSymbol> sorted = [.. symbols];
        sorted.Sort(static (a, b) => a.Address != b.Address ? a.Address.CompareTo(b.Address) : string.CompareOrdinal(a.Name, b.Name));
        return sorted;
    }
}
