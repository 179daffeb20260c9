using System;
using System.IO;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Boot;

/// <summary>
/// The code that a PVH loader starts: 32-bit protected mode, paging off, EBX = start information
/// (xen/include/public/arch-x86/hvm/start_info.h). It switches on long mode with the tables of <see cref="BootTables"/> and
/// jumps to the image's entry at its final address, with the boot stack in RSP.
/// </summary>
internal static class BootCode
{
    private const int CodeSelector = 8, DataSelector = 16;
    private const int PhysicalAddressExtension = 0x20;
    private const uint ExtendedFeatures = 0xC000_0080;
    private const int SyscallLongNoExecute = 0x901;
    private const int PagingWriteProtect = unchecked((int)0x8001_0001);

    /// <summary>Assembles both parts.</summary>
    /// <param name="physical">Where the code will lie.</param>
    /// <param name="tables">Physical address of the highest page table.</param>
    /// <param name="descriptors">Physical address of the 10-byte table pointer for LGDT.</param>
    /// <param name="stackTop">Address of the boot stack's end.</param>
    /// <param name="entry">The image's entry.</param>
    public static byte[] Assemble(uint physical, uint tables, uint descriptors, ulong stackTop, ulong entry)
    {
        byte[] longMode = Assemble64(stackTop, entry);
        byte[] legacy = Assemble32(physical, tables, descriptors, 0);

        // The far jump goes to what follows the 32-bit part; its length does not depend on the target.
        legacy = Assemble32(physical, tables, descriptors, physical + (uint)legacy.Length);
        return [.. legacy, .. longMode];
    }

    private static byte[] Assemble32(uint physical, uint tables, uint descriptors, uint target)
    {
        Assembler a = new(32);
        a.cli();
        a.cld();
        a.mov(eax, cr4);
        a.or(eax, PhysicalAddressExtension);
        a.mov(cr4, eax);
        a.mov(eax, unchecked((int)tables));
        a.mov(cr3, eax);
        a.mov(ecx, unchecked((int)ExtendedFeatures));
        a.rdmsr();
        a.or(eax, SyscallLongNoExecute);
        a.wrmsr();
        a.mov(eax, cr0);
        a.or(eax, PagingWriteProtect);
        a.mov(cr0, eax);
        a.lgdt(__[(ulong)descriptors]);
        a.AddInstruction(Instruction.CreateBranch(Code.Jmp_ptr1632, CodeSelector, target));
        return ToBytes(a, physical);
    }

    private static byte[] Assemble64(ulong stackTop, ulong entry)
    {
        Assembler a = new(64);
        a.xor(eax, eax);
        a.mov(ds, ax);
        a.mov(es, ax);
        a.mov(fs, ax);
        a.mov(gs, ax);

        // As it is after a SYSCALL: long mode does not care, but an emulator keeps what it has translated by such state.
        a.mov(eax, DataSelector);
        a.mov(ss, ax);
        a.mov(ebx, ebx);
        a.mov(rsp, stackTop);
        a.mov(rax, entry);
        a.jmp(rax);
        return ToBytes(a, 0);
    }

    private static byte[] ToBytes(Assembler assembler, ulong address)
    {
        using MemoryStream stream = new();
        assembler.Assemble(new StreamCodeWriter(stream), address);
        return stream.ToArray();
    }
}
